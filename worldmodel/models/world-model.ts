/** A world model as data: what it is made of, and its weights. */
import type { BoxSpace, ObservationSpace } from "../../sim/core/index.ts";
import type { Arrays } from "./arrays.ts";
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
  readonly rnn: RnnOptions;
  readonly normalisation: Normalisation;
  /** A decision's reward divided by this is what M predicts. */
  readonly rewardScale: number;
}

export interface WorldModel {
  readonly config: WorldModelConfig;
  /** Weights of V (`vae.…`) and M (`rnn.…`). */
  readonly weights: Arrays;
}

/** The graph builders of V and M; parameters are made anew at each call, so build one graph from one pair. */
export function buildWorldModel(config: WorldModelConfig): { readonly vae: Vae; readonly rnn: Rnn } {
  return { vae: vae(config.vae, config.normalisation), rnn: rnn(config.rnn) };
}
