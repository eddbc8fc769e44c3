/** Whole-horizon dreams of candidate action sequences, as values of a graph. */
import { ShapeError } from "../../sim/core/index.ts";
import { inputAt } from "../autodiff/arguments.ts";
import { exp, negate, scale, softplus, subtract } from "../autodiff/elementwise.ts";
import { concat, reshape, split, transpose } from "../autodiff/layout.ts";
import { matMul } from "../autodiff/matmul.ts";
import { constant, input, type Value } from "../autodiff/value.ts";
import { critic } from "../imagination/critic.ts";
import type { BeliefValues, PolicyOptions } from "../imagination/policy.ts";
import type { LstmState } from "../layers/lstm-cell.ts";
import { disagreementOfMembers, meanOfMembers, splitMembers } from "./ensemble.ts";
import { type MeanStep, type Rnn, repeatRow } from "./mdn-rnn.ts";
import { expectedLatent } from "./mixture.ts";
import type { Products } from "./products.ts";
import type { WorldModelConfig } from "./world-model.ts";

/** What candidates lead to. Rewards and values are in the scenario's units. */
export interface RolloutValues {
  /** The members' mean. [N,T,Z] */
  readonly z: Value;
  /** [N,T] */
  readonly rewards: Value;
  /** Probability of having ended by then. [N,T] */
  readonly terminated: Value;
  /** How far the members' z lie apart after each decision, which adds up on the way; absent of a single M. [N,T] */
  readonly disagreement?: Value;
  /** What the critic expects from the first member's last belief on; absent without one. [N] */
  readonly finalValues?: Value;
}

/**
 * Follows the mixture's mean from one belief that all candidates share, or from one for each. Each member of an ensemble follows each
 * candidate on a path of its own (TS∞ of Chua et al. 2018, one particle a member); rewards and probabilities are their means.
 * start: z [1|N,Z], h and c [1|N,E·H], member by member; actions [N,T,A].
 */
export function rolloutValues(
  config: WorldModelConfig,
  members: readonly Rnn[],
  start: BeliefValues,
  actions: Value,
  products: Products,
): RolloutValues {
  const [candidates = 0, horizon = 0, width = 0] = actions.shape;
  const perStep = split(
    reshape(transpose(actions, [1, 0, 2]), [horizon * candidates, width]),
    0,
    new Array<number>(horizon).fill(candidates),
  );
  const z = repeatRow(start.z, candidates);
  const h = splitMembers(start.h, 1, members.length);
  const c = splitMembers(start.c, 1, members.length);
  const along = { joined: followJoined, apart: follow }[products];
  const paths = members.map((rnn, member) => along(rnn, z, { h: inputAt(h, member), c: inputAt(c, member) }, perStep));
  const passed = paths.map((path) => path.latents);
  const ends = paths.map(({ end }) => end);
  return {
    z: meanOfMembers(passed),
    rewards: scale(meanOfMembers(paths.map((path) => path.rewards)), config.rewardScale),
    terminated: meanOfMembers(paths.map((path) => endedBy(path.terminations))),
    ...(members.length > 1 ? { disagreement: disagreementOfMembers(passed) } : {}),
    ...(config.policy ? { finalValues: worthOf(config, config.policy, ends) } : {}),
  };
}

/** Inputs `z` [rows,Z], `h` and `c` [rows,E·H], member by member. */
export function beliefInputs(
  { rnn, ensemble }: Pick<WorldModelConfig, "rnn" | "ensemble">,
  rows: number,
): BeliefValues {
  const memory = [rows, ensemble * rnn.hidden];
  return { z: input("z", [rows, rnn.latents]), h: input("h", memory), c: input("c", memory) };
}

/** What the critic expects of the first of the members' beliefs, in the scenario's units. → [N] */
export function worthOf(
  { rewardScale }: WorldModelConfig,
  policy: PolicyOptions,
  [belief]: readonly BeliefValues[],
): Value {
  if (belief === undefined) throw new ShapeError("critic: the belief of a member required, got none");
  return reshape(scale(critic(policy)(belief), rewardScale), [belief.z.shape[0] ?? 0]);
}

/** latents [N,T,Z], rewards and termination logits [N,T]. */
interface Path {
  readonly latents: Value;
  readonly rewards: Value;
  readonly terminations: Value;
  /** After the last decision. */
  readonly end: BeliefValues;
}

/** A member's way along its own expected latents. z [N,Z], actions [N,A] each. */
function follow(rnn: Rnn, start: Value, memory: LstmState, actions: readonly Value[]): Path {
  let [z, state] = [start, memory];
  const predictions = actions.map((action) => {
    const { prediction, state: next } = rnn.step(z, action, state);
    z = expectedLatent(prediction);
    state = next;
    return { ...prediction, z: reshape(z, [z.shape[0] ?? 0, 1, z.shape[1] ?? 0]) };
  });
  return {
    latents: concat(
      predictions.map((prediction) => prediction.z),
      1,
    ),
    rewards: concat(
      predictions.map(({ reward }) => reward),
      1,
    ),
    terminations: concat(
      predictions.map(({ termination }) => termination),
      1,
    ),
    end: { z, ...state },
  };
}

/** As `follow`, with few operators: what is predicted besides the way itself is predicted of all decisions at once. */
function followJoined(rnn: Rnn, start: Value, memory: LstmState, actions: readonly Value[]): Path {
  const [rows = 0, latents = 0] = start.shape;
  const horizon = actions.length;
  let [z, state] = [start, { h: repeatRow(memory.h, rows), c: repeatRow(memory.c, rows) }];
  const steps = actions.map((action) => {
    const step = rnn.stepToMean(z, action, state);
    ({ z, state } = step);
    return step;
  });
  const along = (of: (step: MeanStep) => Value): Value => concat(steps.map(of), 1);
  const features = along((step) => step.features);
  const { reward, termination } = rnn.outcomes(reshape(features, [rows * horizon, (features.shape[1] ?? 0) / horizon]));
  return {
    latents: reshape(
      along((step) => step.z),
      [rows, horizon, latents],
    ),
    rewards: reshape(reward, [rows, horizon]),
    terminations: reshape(termination, [rows, horizon]),
    end: { z, ...state },
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
