/** Running mean and variance of each element of an observation, by Welford's method (Technometrics 4, 1962). */
import { SpecError } from "../core/errors.ts";
import type { BoxSpace } from "../core/space.ts";

/** Mean and variance of each element over `count` observations, as plain JSON. */
export interface ElementStatistics {
  readonly count: number;
  readonly mean: readonly number[];
  /** Of the population; 1 before the first observation. */
  readonly variance: readonly number[];
}

/** By modality. */
export type ObservationStatistics = Readonly<Record<string, ElementStatistics>>;

/** The same while it runs. */
export interface RunningStatistics {
  count: number;
  readonly mean: Float64Array;
  /** Sums of squared differences from the mean. */
  readonly squares: Float64Array;
}

function startStatistics(size: number): RunningStatistics {
  return { count: 0, mean: new Float64Array(size), squares: new Float64Array(size) };
}

export function addObservation(statistics: RunningStatistics, values: ArrayLike<number>): void {
  const { mean, squares } = statistics;
  statistics.count++;
  for (let i = 0; i < mean.length; i++) {
    const difference = values[i]! - mean[i]!;
    mean[i]! += difference / statistics.count;
    squares[i]! += difference * (values[i]! - mean[i]!);
  }
}

/** (x − mean) / √(variance + epsilon), as float32. out [elements] */
export function normalizeInto(
  out: Float32Array,
  values: ArrayLike<number>,
  { count, mean, squares }: RunningStatistics,
  epsilon: number,
): void {
  for (let i = 0; i < out.length; i++) {
    const variance = count === 0 ? 1 : squares[i]! / count;
    out[i] = (values[i]! - mean[i]!) / Math.sqrt(variance + epsilon);
  }
}

export function savedStatistics({ count, mean, squares }: RunningStatistics): ElementStatistics {
  return { count, mean: [...mean], variance: Array.from(squares, (sum) => (count === 0 ? 1 : sum / count)) };
}

/** A SpecError where they do not fit the space or are no statistics. */
export function runningStatistics(
  where: string,
  saved: ElementStatistics | undefined,
  size: number,
): RunningStatistics {
  if (saved === undefined) return startStatistics(size);
  const { count, mean, variance } = saved;
  if (mean.length !== size || variance.length !== size) {
    throw new SpecError(
      `${where}: must be of ${size} elements, got ${mean.length} means and ${variance.length} variances`,
    );
  }
  if (!Number.isSafeInteger(count) || count < 0 || !mean.every(Number.isFinite)) {
    throw new SpecError(`${where}: count must be an integer from 0 and every mean finite, got count ${count}`);
  }
  const wrong = variance.findIndex((value) => !(value >= 0 && Number.isFinite(value)));
  if (wrong >= 0)
    throw new SpecError(`${where}: variance ${wrong} must be finite and at least 0, got ${variance[wrong]}`);
  return { count, mean: Float64Array.from(mean), squares: Float64Array.from(variance, (value) => value * count) };
}

/** Bounds and units of a normalised space: none. */
export function normalizedSpace(space: BoxSpace): BoxSpace {
  return {
    ...space,
    dtype: "float32",
    low: space.low.map(() => Number.NEGATIVE_INFINITY),
    high: space.high.map(() => Number.POSITIVE_INFINITY),
    units: space.units.map(() => "1"),
  };
}
