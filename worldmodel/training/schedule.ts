/** How long training goes on, and how large its steps are. */
import { cos, pow } from "../../sim/core/index.ts";

export interface Schedule {
  /** Updates in all. */
  readonly steps: number;
  readonly learningRate: LearningRate;
}

export interface LearningRate {
  /** After the warm-up. */
  readonly start: number;
  /** Where the schedule ends; as at the start, all the way, unless given. */
  readonly end?: number;
  /** How it gets from start to end: along half a cosine (Loshchilov & Hutter 2017, eq. 5) unless given. */
  readonly shape?: "cosine" | "linear" | "exponential";
  /** First updates, over which the rate rises evenly from 0 (Goyal et al. 2017, section 2.2); the shape spans the others. None unless given. */
  readonly warmUp?: number;
}

/** From a fraction in [0, 1) that is behind to how the rate stands between start and end. */
const SHAPES: Readonly<Record<NonNullable<LearningRate["shape"]>, (fraction: number, rates: Rates) => number>> = {
  cosine: (fraction, { start, end }) => end + 0.5 * (start - end) * (1 + cos(Math.PI * fraction)),
  linear: (fraction, { start, end }) => start + (end - start) * fraction,
  exponential: (fraction, { start, end }) => start * pow(end / start, fraction),
};

interface Rates {
  readonly start: number;
  readonly end: number;
}

/** The learning rate of an update, counted from 0. */
export function learningRateAt(step: number, { steps, learningRate }: Schedule): number {
  const { start, end = start, shape = "cosine", warmUp = 0 } = learningRate;
  if (step < warmUp) return (start * (step + 1)) / warmUp;
  return SHAPES[shape]((step - warmUp) / (steps - warmUp), { start, end });
}
