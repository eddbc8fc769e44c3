/** Whole-horizon dreams as one graph: candidate actions in, predicted rewards, terminations and observations out. */
import { ShapeError } from "../../sim/core/index.ts";
import { inputAt } from "../autodiff/arguments.ts";
import { add, exp, negate, scale, softplus, subtract, tanh } from "../autodiff/elementwise.ts";
import { concat, reshape, split, transpose } from "../autodiff/layout.ts";
import { matMul, matMulTransposed } from "../autodiff/matmul.ts";
import { constant, input, type Value } from "../autodiff/value.ts";
import { critic } from "../imagination/critic.ts";
import type { BeliefValues, PolicyOptions } from "../imagination/policy.ts";
import type { LstmState } from "../layers/lstm.ts";
import { type Controller, controllerFeatureValues, featureCount } from "./controller.ts";
import { disagreementOfMembers, meanOfMembers, splitMembers } from "./ensemble.ts";
import { expectedLatent, type Rnn, repeatRow, terminationProbability } from "./mdn-rnn.ts";
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
 * Follows the mixture's mean. Inputs `z` [1|N,Z], `h` and `c` [1|N,E·H], member by member, `actions` [N,T,A].
 * Outputs `rewards` [N,T] in the scenario's units, `terminated` [N,T] (probability of having ended by then), `observations` [N,T,O].
 *
 * Each member of an ensemble follows each candidate on a path of its own (TS∞ of Chua et al. 2018, one particle a member); rewards
 * and probabilities are their means, observations are those of the members' mean z. An ensemble also gives `disagreement` [N,T]: how
 * far the members' z lie apart after each decision, which adds up on the way. With a critic there is `finalValues` [N] too, in the
 * scenario's units: what it expects from the first member's last belief on.
 */
export function imagine(config: WorldModelConfig, options: ImagineOptions): Readonly<Record<string, Value>> {
  const { candidates, horizon } = options;
  const { latents, hidden, actions: actionWidth } = config.rnn;
  const { vae, members } = buildWorldModel(config);
  const rows = options.start === "shared" ? 1 : candidates;
  const actions = input("actions", [candidates, horizon, actionWidth]);
  const perStep = split(
    reshape(transpose(actions, [1, 0, 2]), [horizon * candidates, actionWidth]),
    0,
    new Array<number>(horizon).fill(candidates),
  );
  const z = repeatRow(input("z", [rows, latents]), candidates);
  const h = splitMembers(input("h", [rows, members.length * hidden]), 1, members.length);
  const c = splitMembers(input("c", [rows, members.length * hidden]), 1, members.length);
  const paths = members.map((rnn, member) => follow(rnn, z, { h: inputAt(h, member), c: inputAt(c, member) }, perStep));
  const passed = paths.map((path) => path.latents);
  const observe = (): Value =>
    reshape(vae.decode(reshape(meanOfMembers(passed), [candidates * horizon, latents])), [
      candidates,
      horizon,
      config.vae.observations,
    ]);
  return {
    rewards: scale(meanOfMembers(paths.map((path) => path.rewards)), config.rewardScale),
    terminated: meanOfMembers(paths.map((path) => endedBy(path.terminations))),
    ...(members.length > 1 ? { disagreement: disagreementOfMembers(passed) } : {}),
    ...(config.policy
      ? {
          finalValues: worthOf(
            config,
            config.policy,
            paths.map(({ end }) => end),
          ),
        }
      : {}),
    ...(options.observations ? { observations: observe() } : {}),
  };
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

/** What the critic expects of the first of the members' beliefs, in the scenario's units. → [N] */
function worthOf({ rewardScale }: WorldModelConfig, policy: PolicyOptions, [belief]: readonly BeliefValues[]): Value {
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
 * One step of M for one belief; row e is member e. Inputs `z` [E,Z], `h`, `c` [E,H], `action` [1,A]. Outputs `nextH`, `nextC` [E,H],
 * the mixture `mixtureLogits`, `mean`, `logDeviation` [E,K,Z], its mean `expectedZ` [E,Z], `reward` [E,1] in the scenario's units and
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
