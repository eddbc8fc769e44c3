import { inputAt } from "../autodiff/arguments.ts";
import { add, scale, tanh } from "../autodiff/elementwise.ts";
import { concat, reshape } from "../autodiff/layout.ts";
import { matMulTransposed } from "../autodiff/matmul.ts";
import { constant, input, type Value } from "../autodiff/value.ts";
import type { BeliefValues } from "../imagination/policy.ts";
import { type Controller, controllerFeatureValues, featureCount } from "./controller.ts";
import { meanOfMembers, splitMembers } from "./ensemble.ts";
import { terminationProbability } from "./mdn-rnn.ts";
import { expectedLatent } from "./mixture.ts";
import type { Products } from "./products.ts";
import { beliefInputs, rolloutValues, worthOf } from "./rollout-values.ts";
import { buildWorldModel, type WorldModelConfig } from "./world-model.ts";

export interface ImagineOptions {
  /** N */
  readonly candidates: number;
  /** T, in decisions. */
  readonly horizon: number;
  /** `shared`: one belief for all candidates. `each`: one belief per candidate. */
  readonly start: "shared" | "each";
  /** Whether to decode observations too. */
  readonly observations: boolean;
  /** `apart` unless given. */
  readonly products?: Products;
}

/**
 * Follows the mixture's mean. Inputs `z` [1|N,Z], `h` and `c` [1|N,E·H], member by member, `actions` [N,T,A].
 * Outputs `rewards` [N,T] in the scenario's units, `terminated` [N,T] (probability of having ended by then), `observations` [N,T,O].
 *
 * An ensemble also gives `disagreement` [N,T], a critic `finalValues` [N]: `rolloutValues` says what they are. Observations are those of
 * the members' mean z.
 */
export function imagine(config: WorldModelConfig, options: ImagineOptions): Readonly<Record<string, Value>> {
  const { candidates, horizon, products = "apart" } = options;
  const { latents, actions: width } = config.rnn;
  const world = buildWorldModel(config);
  const start = beliefInputs(config, options.start === "shared" ? 1 : candidates);
  const actions = input("actions", [candidates, horizon, width]);
  const { z, ...told } = rolloutValues(config, world.members, start, actions, products);
  if (!options.observations) return told;
  const seen = world.vae.decode(reshape(z, [candidates * horizon, latents]));
  return { ...told, observations: reshape(seen, [candidates, horizon, config.vae.observations]) };
}

/**
 * One decision from each of N beliefs, of which every member of an ensemble has a z of its own. Inputs `z` [N,E·Z], `h`, `c` [N,E·H],
 * member by member, `actions` [N,A]. Outputs the next of each, `nextZ` (the mixture's mean), `nextH`, `nextC`, and over the members'
 * mean `rewards` [N,1] in the scenario's units and `terminated` [N,1], a probability; with a critic also `values` [N], what it expects
 * of the first member's next belief, in the scenario's units. Carried on, it goes the way of `imagine`.
 */
export function transitions(config: WorldModelConfig, rows: number): Readonly<Record<string, Value>> {
  const { latents, hidden, actions: width } = config.rnn;
  const { members } = buildWorldModel(config);
  const partsOf = (name: string, size: number): readonly Value[] =>
    splitMembers(input(name, [rows, members.length * size]), 1, members.length);
  const [z, h, c] = [partsOf("z", latents), partsOf("h", hidden), partsOf("c", hidden)];
  const actions = input("actions", [rows, width]);
  const steps = members.map((rnn, member) =>
    rnn.step(inputAt(z, member), actions, { h: inputAt(h, member), c: inputAt(c, member) }),
  );
  const next = steps.map(({ prediction, state }) => ({ z: expectedLatent(prediction), ...state }));
  const joined = (part: keyof BeliefValues): Value =>
    concat(
      next.map((belief) => belief[part]),
      1,
    );
  return {
    nextZ: joined("z"),
    nextH: joined("h"),
    nextC: joined("c"),
    rewards: scale(meanOfMembers(steps.map(({ prediction }) => prediction.reward)), config.rewardScale),
    terminated: meanOfMembers(steps.map(({ prediction }) => terminationProbability(prediction))),
    ...(config.policy ? { values: worthOf(config, config.policy, next) } : {}),
  };
}

/** Inputs `observation` [1,O] → `z` [1,Z] (the posterior's mean). */
export function encodeGraph(config: WorldModelConfig): Readonly<Record<string, Value>> {
  const { vae } = buildWorldModel(config);
  const posterior = vae.encode(input("observation", [1, config.vae.observations]));
  return { z: posterior.mu, logVar: posterior.logVar };
}

/**
 * One step of M for one belief; row e is member e. Inputs `z` [E,Z], `h`, `c` [E,H], `action` [1,A]. Outputs `nextH`, `nextC` [E,H],
 * the mixture `mixtureLogits` [E,K,Z], joint [E,K,1], `mean`, `logDeviation` [E,K,Z], its mean `expectedZ` [E,Z], `reward` [E,1] in the scenario's units and
 * `terminated` [E,1], a probability.
 */
export function dynamicsGraph(config: WorldModelConfig): Readonly<Record<string, Value>> {
  const { members } = buildWorldModel(config);
  const { latents, actions, hidden } = config.rnn;
  const rowsOf = (name: string, width: number): readonly Value[] =>
    splitMembers(input(name, [members.length, width]), 0, members.length);
  const [z, h, c] = [rowsOf("z", latents), rowsOf("h", hidden), rowsOf("c", hidden)];
  const action = input("action", [1, actions]);
  const steps = members.map((rnn, member) =>
    rnn.step(inputAt(z, member), action, { h: inputAt(h, member), c: inputAt(c, member) }),
  );
  const rows = (of: (step: (typeof steps)[number]) => Value): Value => concat(steps.map(of), 0);
  return {
    nextH: rows(({ state }) => state.h),
    nextC: rows(({ state }) => state.c),
    mixtureLogits: rows(({ prediction }) => prediction.mixtureLogits),
    mean: rows(({ prediction }) => prediction.mean),
    logDeviation: rows(({ prediction }) => prediction.logDeviation),
    expectedZ: rows(({ prediction }) => expectedLatent(prediction)),
    reward: scale(
      rows(({ prediction }) => prediction.reward),
      config.rewardScale,
    ),
    terminated: rows(({ prediction }) => terminationProbability(prediction)),
  };
}

/** Inputs `z` [1,Z] → `observation` [1,O]. */
export function decodeGraph(config: WorldModelConfig): Readonly<Record<string, Value>> {
  return { observation: buildWorldModel(config).vae.decode(input("z", [1, config.vae.latents])) };
}

/** C. Inputs, as far as C reads them, `z` [1,Z], `h` and `c` [1,H] → `action` [1,A] in (−1, 1). */
export function controllerGraph(
  { rnn: size }: Pick<WorldModelConfig, "rnn">,
  { inputs, parameters }: Controller,
): Readonly<Record<string, Value>> {
  const { latents, hidden, actions } = size;
  const width = featureCount(size, inputs);
  const belief = { z: input("z", [1, latents]), h: input("h", [1, hidden]), c: input("c", [1, hidden]) };
  const weight = constant(parameters.slice(0, actions * width), [actions, width]);
  const bias = constant(parameters.slice(actions * width), [actions]);
  return { action: tanh(add(matMulTransposed(controllerFeatureValues(belief, inputs), weight), bias)) };
}
