/** Whole-horizon dreams as one graph: candidate actions in, predicted rewards, terminations and observations out. */
import { add, exp, negate, scale, softplus, subtract, tanh } from "../autodiff/elementwise.ts";
import { concat, reshape, split, transpose } from "../autodiff/layout.ts";
import { matMul, matMulTransposed } from "../autodiff/matmul.ts";
import { constant, input, type Value } from "../autodiff/value.ts";
import { type Controller, controllerFeatureValues, featureCount } from "./controller.ts";
import { expectedLatent, repeatRow, terminationProbability } from "./mdn-rnn.ts";
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
}

/**
 * Follows the mixture's mean. Inputs `z` [1|N,Z], `h` and `c` [1|N,H], `actions` [N,T,A].
 * Outputs `rewards` [N,T] in the scenario's units, `terminated` [N,T] (probability of having ended by then), `observations` [N,T,O].
 */
export function imagine(config: WorldModelConfig, options: ImagineOptions): Readonly<Record<string, Value>> {
  const { candidates, horizon } = options;
  const { latents, hidden, actions: actionWidth } = config.rnn;
  const { vae, rnn } = buildWorldModel(config);
  const rows = options.start === "shared" ? 1 : candidates;
  const actions = input("actions", [candidates, horizon, actionWidth]);
  const perStep = split(
    reshape(transpose(actions, [1, 0, 2]), [horizon * candidates, actionWidth]),
    0,
    new Array<number>(horizon).fill(candidates),
  );
  let z = repeatRow(input("z", [rows, latents]), candidates);
  let state = { h: input("h", [rows, hidden]), c: input("c", [rows, hidden]) };
  const rewards: Value[] = [];
  const terminations: Value[] = [];
  const observations: Value[] = [];
  for (const action of perStep) {
    const { prediction, state: next } = rnn.step(z, action, state);
    rewards.push(prediction.reward);
    terminations.push(prediction.termination);
    z = expectedLatent(prediction);
    state = next;
    if (options.observations) observations.push(reshape(vae.decode(z), [candidates, 1, config.vae.observations]));
  }
  return {
    rewards: scale(concat(rewards, 1), config.rewardScale),
    terminated: endedBy(concat(terminations, 1)),
    ...(options.observations ? { observations: concat(observations, 1) } : {}),
  };
}

/**
 * Probability of having ended by each decision: 1 − Πₛ≤ₜ (1 − pₛ), with log(1 − p) = −softplus(logit) summed over the past by one
 * product with a triangle of ones. Many small nodes would cost a planner more than this. logits [N,T] → [N,T].
 */
function endedBy(logits: Value): Value {
  const horizon = logits.shape[1] ?? 0;
  const past = new Float32Array(horizon * horizon).map((_, at) => (Math.floor(at / horizon) <= at % horizon ? 1 : 0));
  return subtract(constant(1), exp(negate(matMul(softplus(logits), constant(past, [horizon, horizon])))));
}

/** Inputs `observation` [1,O] → `z` [1,Z] (the posterior's mean). */
export function encodeGraph(config: WorldModelConfig): Readonly<Record<string, Value>> {
  const { vae } = buildWorldModel(config);
  const posterior = vae.encode(input("observation", [1, config.vae.observations]));
  return { z: posterior.mu, logVar: posterior.logVar };
}

/**
 * One step of M for one belief. Inputs `z` [1,Z], `action` [1,A], `h`, `c` [1,H]. Outputs `nextH`, `nextC` [1,H], the mixture
 * `mixtureLogits`, `mean`, `logDeviation` [1,K,Z], its mean `expectedZ` [1,Z], `reward` [1,1] in the scenario's units and
 * `terminated` [1,1], a probability.
 */
export function dynamicsGraph(config: WorldModelConfig): Readonly<Record<string, Value>> {
  const { rnn } = buildWorldModel(config);
  const { latents, actions, hidden } = config.rnn;
  const memory = { h: input("h", [1, hidden]), c: input("c", [1, hidden]) };
  const { prediction, state } = rnn.step(input("z", [1, latents]), input("action", [1, actions]), memory);
  const { mixtureLogits, mean, logDeviation, reward } = prediction;
  return {
    nextH: state.h,
    nextC: state.c,
    mixtureLogits,
    mean,
    logDeviation,
    expectedZ: expectedLatent(prediction),
    reward: scale(reward, config.rewardScale),
    terminated: terminationProbability(prediction),
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
