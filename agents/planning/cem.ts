/** The cross-entropy method on any Dynamics: sample action sequences, roll them out, fit the distribution to the best. */
import { type Dynamics, type Rng, ShapeError, StateError } from "../../sim/core/index.ts";
import { type ActionBox, actionBox, denormalizeInto } from "../action-box.ts";
import type { CemOptions } from "./cem-options.ts";
import { createNoiseSampler, type NoiseSampler } from "./coloured-noise.ts";
import { rankInto, rolloutReturnsInto } from "./rollout-returns.ts";

/** A plan for T decisions, and what the planner thinks of it. */
export interface CemPlan {
  /** The chosen actions, in the space's own units; the first is the one to carry out. [T,A] */
  readonly actions: Float32Array;
  /** Predicted reward of each decision: of the best candidate, or averaged over the elites where the mean is chosen. [T] */
  readonly rewards: Float32Array;
  /** Predicted return that belongs to `rewards`. */
  readonly predictedReturn: number;
  /** Best return in each iteration. [iterations] */
  readonly bestReturns: Float64Array;
  /** From where the next decision's search starts. */
  readonly warmStart: CemWarmStart;
}

/** A search distribution's mean and the best sequences, in normalised actions. */
export interface CemWarmStart {
  /** [T,A] */
  readonly mean: Float64Array;
  /** Best first. [E,T,A] */
  readonly elites: Float32Array;
}

/** Buffers of a planner, to be reused from decision to decision. */
export interface CemWorkspace {
  readonly box: ActionBox;
  readonly noise: NoiseSampler;
  /** Normalised candidates. [N,T,A] */
  readonly samples: Float32Array;
  /** The same in the space's own units. [N,T,A] */
  readonly actions: Float32Array;
  readonly elites: Float32Array;
  readonly returns: Float64Array;
  readonly order: Uint32Array;
  readonly mean: Float64Array;
  readonly std: Float64Array;
  /** One noise sequence. [T] */
  readonly sequence: Float64Array;
}

export interface CemInput {
  /** Complete and checked: see `cemOptions`. */
  readonly options: CemOptions;
  readonly rng: Rng;
  readonly warmStart?: CemWarmStart | undefined;
  readonly workspace?: CemWorkspace;
}

export function createCemWorkspace(dynamics: Pick<Dynamics, "actionSpace">, options: CemOptions): CemWorkspace {
  const box = actionBox(dynamics.actionSpace, "planCem");
  const length = options.horizon * box.size;
  return {
    box,
    noise: createNoiseSampler(options.horizon, options.noiseBeta),
    samples: new Float32Array(options.candidates * length),
    actions: new Float32Array(options.candidates * length),
    elites: new Float32Array(options.elites * length),
    returns: new Float64Array(options.candidates),
    order: new Uint32Array(options.candidates),
    mean: new Float64Array(length),
    std: new Float64Array(length),
    sequence: new Float64Array(options.horizon),
  };
}

/**
 * Plans from a belief. Candidates whose return is not finite lose; a StateError when all of them do.
 *
 * ```ts
 * const plan = await planCem(dynamics, belief, { options: cemOptions({ horizon: 12 }), rng });
 * ```
 */
export async function planCem<S>(dynamics: Dynamics<S>, belief: S, input: CemInput): Promise<CemPlan> {
  const { options, rng, warmStart } = input;
  const space = input.workspace ?? createCemWorkspace(dynamics, options);
  const { candidates, horizon, iterations } = options;
  const length = horizon * space.box.size;
  startFrom(space, warmStart, options);
  const size = { candidates, horizon };
  const bestReturns = new Float64Array(iterations);
  let elites = warmStart === undefined ? 0 : warmStart.elites.length / length;
  for (let iteration = 0; ; iteration++) {
    const last = iteration === iterations - 1;
    const kept = Math.min(elites, Math.round(options.keepElites * options.elites));
    sampleCandidates(space, rng, { kept, withMean: last, horizon });
    const rollouts = await dynamics.rollout(belief, space.actions, size);
    requireRollouts(rollouts.rewards, rollouts.terminated, candidates * horizon, dynamics.name);
    rolloutReturnsInto(rollouts, size, options.discount, space.returns);
    rankInto(space.returns, space.order);
    elites = countElites(space, options.elites, dynamics.name);
    bestReturns[iteration] = space.returns[space.order[0]!]!;
    fitToElites(space, elites, options);
    if (last) {
      const averaged = options.choose === "mean" ? elites : 1;
      return {
        ...chosen(space, rollouts.rewards, averaged, horizon),
        bestReturns,
        warmStart: { mean: space.mean.slice(), elites: space.elites.slice(0, elites * length) },
      };
    }
  }
}

/** Moves a warm start on by one decision: the last decision of the mean is the middle of the space, that of an elite fresh noise. */
export function shiftWarmStart(warmStart: CemWarmStart, actionSize: number, std: number, rng: Rng): CemWarmStart {
  const { length } = warmStart.mean;
  const mean = new Float64Array(length);
  mean.set(warmStart.mean.subarray(actionSize));
  const elites = new Float32Array(warmStart.elites.length);
  for (let start = 0; start < elites.length; start += length) {
    elites.set(warmStart.elites.subarray(start + actionSize, start + length), start);
    for (let i = start + length - actionSize; i < start + length; i++) elites[i] = clamp(std * rng.normal());
  }
  return { mean, elites };
}

function startFrom(space: CemWorkspace, warmStart: CemWarmStart | undefined, options: CemOptions): void {
  space.std.fill(options.initialStd);
  if (warmStart === undefined) {
    space.mean.fill(0);
    return;
  }
  const { length } = space.mean;
  if (warmStart.mean.length !== length) {
    throw new ShapeError(`planCem: warmStart.mean must be [T,A]=[${length}], got [${warmStart.mean.length}]`);
  }
  const kept = warmStart.elites.length;
  if (kept > space.elites.length || kept % length !== 0) {
    const most = space.elites.length / length;
    throw new ShapeError(
      `planCem: warmStart.elites must be [E,T,A] with at most ${most} of [${length}] each, got [${kept}]`,
    );
  }
  space.mean.set(warmStart.mean);
  space.elites.set(warmStart.elites);
}

function sampleCandidates(
  space: CemWorkspace,
  rng: Rng,
  how: { readonly kept: number; readonly withMean: boolean; readonly horizon: number },
): void {
  const { samples, mean, std, sequence, box } = space;
  const { length } = mean;
  samples.set(space.elites.subarray(0, how.kept * length));
  let start = how.kept * length;
  if (how.withMean) {
    samples.set(mean, start);
    start += length;
  }
  for (; start < samples.length; start += length) {
    for (let a = 0; a < box.size; a++) {
      space.noise(rng, sequence);
      for (let t = 0; t < how.horizon; t++) {
        const i = t * box.size + a;
        samples[start + i] = clamp(mean[i]! + std[i]! * sequence[t]!);
      }
    }
  }
  denormalizeInto(box, samples, space.actions);
}

/** Copies the best sequences aside and moves mean and standard deviation towards theirs. */
function fitToElites(space: CemWorkspace, count: number, options: CemOptions): void {
  const { samples, elites, mean, std, order } = space;
  const { length } = mean;
  for (let e = 0; e < count; e++)
    elites.set(samples.subarray(order[e]! * length, (order[e]! + 1) * length), e * length);
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (let e = 0; e < count; e++) sum += elites[e * length + i]!;
    const centre = sum / count;
    let squares = 0;
    for (let e = 0; e < count; e++) {
      const deviation = elites[e * length + i]! - centre;
      squares += deviation * deviation;
    }
    mean[i] = options.smoothing * mean[i]! + (1 - options.smoothing) * centre;
    const spread = options.smoothing * std[i]! + (1 - options.smoothing) * Math.sqrt(squares / count);
    std[i] = Math.max(options.minStd, spread);
  }
}

function chosen(
  space: CemWorkspace,
  rewards: Float32Array,
  averaged: number,
  horizon: number,
): Pick<CemPlan, "actions" | "rewards" | "predictedReturn"> {
  const { length } = space.mean;
  const actions = new Float32Array(length);
  denormalizeInto(space.box, averaged === 1 ? space.elites.subarray(0, length) : space.mean, actions);
  const mean = new Float32Array(horizon);
  let predictedReturn = 0;
  for (let e = 0; e < averaged; e++) {
    const n = space.order[e]!;
    predictedReturn += space.returns[n]! / averaged;
    for (let t = 0; t < horizon; t++) mean[t]! += rewards[n * horizon + t]! / averaged;
  }
  return { actions, rewards: mean, predictedReturn };
}

/** At most `wanted`, as many as have a finite return. */
function countElites(space: CemWorkspace, wanted: number, name: string): number {
  let count = 0;
  while (count < wanted && space.returns[space.order[count]!]! > Number.NEGATIVE_INFINITY) count++;
  if (count > 0) return count;
  const total = space.returns.length;
  throw new StateError(
    `planCem: a candidate's return must be finite, got ${total} of ${total} that are not (${name} dynamics)`,
  );
}

function requireRollouts(rewards: Float32Array, terminated: Float32Array, length: number, name: string): void {
  if (rewards.length === length && terminated.length === length) return;
  const got = `[${rewards.length}] and [${terminated.length}]`;
  throw new ShapeError(`planCem: ${name} rollouts must be [N,T]=[${length}] rewards and terminated, got ${got}`);
}

function clamp(u: number): number {
  return Math.min(1, Math.max(-1, u));
}
