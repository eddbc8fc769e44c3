/** A world model as data: what it is made of, and its weights. */
import type { BoxSpace, ObservationSpace } from "../../sim/core/index.ts";
import type { PolicyOptions } from "../imagination/policy.ts";
import type { Arrays } from "./arrays.ts";
import { memberNames } from "./ensemble.ts";
import { type Rnn, type RnnOptions, rnn } from "./mdn-rnn.ts";
import { type Normalisation, type Vae, type VaeOptions, vae } from "./vae.ts";

export interface WorldModelConfig {
  readonly scenario: string;
  readonly scenarioHash: string;
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: BoxSpace;
  /** The modality that V sees. */
  readonly modality: string;
  readonly controlStepSecs: number;
  /** Control steps that one decision of the model spans. */
  readonly actionRepeat: number;
  /** Control steps of an episode at most. */
  readonly maxSteps: number;
  readonly vae: VaeOptions;
  /** Of every member of M. */
  readonly rnn: RnnOptions;
  /** E: members of M; 1 without an ensemble. */
  readonly ensemble: number;
  readonly normalisation: Normalisation;
  /** A decision's reward divided by this is what M predicts. */
  readonly rewardScale: number;
  /** Of actor and critic, where they were trained in the model's dreams. */
  readonly policy?: PolicyOptions;
}

export interface WorldModel {
  readonly config: WorldModelConfig;
  /** Weights of V (`vae.…`) and M (`rnn.…`; of an ensemble's members `rnn.0.…`, `rnn.1.…`), of the policy (`actor.…` and `critic.…`) where there is one. */
  readonly weights: Arrays;
}

/** The graph builders of V and of M's members; parameters are made anew at each call, so build one graph from one of these. */
export function buildWorldModel(config: WorldModelConfig): {
  readonly vae: Vae;
  readonly members: readonly [Rnn, ...Rnn[]];
} {
  const [first, ...others] = memberNames(config.ensemble);
  return {
    vae: vae(config.vae, config.normalisation),
    members: [rnn(config.rnn, first), ...others.map((name) => rnn(config.rnn, name))],
  };
}

/** A model whose M is one member of the ensemble; the model itself where there is no ensemble. */
export function memberOf(model: WorldModel, member: number): WorldModel {
  const { config, weights } = model;
  if (config.ensemble === 1) return model;
  const [name, single] = [`${memberNames(config.ensemble)[member]}.`, `${memberNames(1)[0]}.`];
  const own = [...weights].flatMap(([key, array]) => {
    if (key.startsWith(name)) return [[single + key.slice(name.length), array] as const];
    return key.startsWith(single) ? [] : [[key, array] as const];
  });
  return { config: { ...config, ensemble: 1 }, weights: new Map(own) };
}
