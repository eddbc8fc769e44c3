/** What several returns say of an agent: where they lie, how they spread, and how sure that is. */
import { createRng, median, type Rng, SpecError } from "../../sim/core/index.ts";
import { bootstrapIntervals, type Interval } from "./bootstrap.ts";

export interface MeanAndStd {
  readonly mean: number;
  /** Of the sample, with n − 1; null for a single value. */
  readonly std: number | null;
}

export interface ReturnStatistics {
  readonly returnMean: number;
  /** Sample standard deviation, with n − 1; null for a single episode. */
  readonly returnStd: number | null;
  readonly returnMedian: number;
  /** Interquartile mean. */
  readonly returnIqm: number;
  /** 95 % bootstrap interval of the mean over episodes; null for a single episode. */
  readonly returnMeanInterval: Interval | null;
  /** Likewise of the interquartile mean. */
  readonly returnIqmInterval: Interval | null;
}

/** Ten times as many as for curves: a bound then moves by about a hundredth of the interval's width with the stream of random numbers. */
const RESAMPLES = 10_000;

/** Of at least one value. */
export function meanAndStd(values: readonly number[]): MeanAndStd {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, std: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, std: Math.sqrt(squares / (values.length - 1)) };
}

/**
 * Mean of the middle half (Agarwal et al. 2021, "Deep reinforcement learning at the edge of the statistical precipice", section 4.3): robust
 * against outliers as a median is, with narrower intervals. Where a quarter of n is no whole number, the two values at the edges of the
 * middle half count with the part of them that lies in it, so that it is always n/2 values; rliable, which takes `scipy.stats.trim_mean`,
 * leaves ⌊n/4⌋ values out at each end, which is the same where 4 divides n. Of at least one value.
 */
export function interquartileMean(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const quarter = sorted.length / 4;
  let sum = 0;
  // The value of rank i takes up the stretch from i to i + 1, the middle half that from n/4 to 3n/4.
  for (let rank = Math.floor(quarter); rank < sorted.length - Math.floor(quarter); rank++) {
    const inside = Math.min(rank + 1, sorted.length - quarter) - Math.max(rank, quarter);
    sum += inside * sorted[rank]!;
  }
  return sum / (sorted.length / 2);
}

/** Of at least one return; the same returns get the same intervals wherever they are shown, unless another rng is given. */
export function returnStatistics(returns: readonly number[], rng: Rng = createRng(0)): ReturnStatistics {
  if (returns.length === 0) throw new SpecError("returnStatistics: at least one return required, got none");
  const { mean, std } = meanAndStd(returns);
  const [ofMean, ofIqm] = bootstrapIntervals([returns], meanAndIqm, rng, RESAMPLES) ?? [];
  return {
    returnMean: mean,
    returnStd: std,
    returnMedian: median(returns),
    returnIqm: interquartileMean(returns),
    returnMeanInterval: ofMean ?? null,
    returnIqmInterval: ofIqm ?? null,
  };
}

/** A mean difference and what is known of it. */
export interface MeanDifference {
  readonly mean: number;
  /** 95 % bootstrap interval over pairs; null for a single pair. */
  readonly interval: Interval | null;
}

/**
 * Mean of `left` − `right`, one pair for each seed. Episodes of one seed begin alike, so pairs are drawn, and what their starts have in
 * common does not widen the interval.
 */
export function pairedDifference(
  left: readonly number[],
  right: readonly number[],
  rng: Rng = createRng(0),
): MeanDifference {
  if (left.length !== right.length || left.length === 0)
    throw new SpecError(
      `pairedDifference: as many returns on both sides and at least one required, got ${left.length} and ${right.length}`,
    );
  const differences = left.map((value, index) => value - (right[index] as number));
  const meanOf = (sample: readonly number[]): Float64Array => Float64Array.of(meanAndStd(sample).mean);
  const [interval] = bootstrapIntervals([differences], meanOf, rng, RESAMPLES) ?? [];
  return { mean: meanAndStd(differences).mean, interval: interval ?? null };
}

function meanAndIqm(sample: readonly number[]): Float64Array {
  return Float64Array.of(meanAndStd(sample).mean, interquartileMean(sample));
}
