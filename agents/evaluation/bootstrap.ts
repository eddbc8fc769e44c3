/** Bootstrap intervals. What is drawn is what is independent: whole episodes, as points of one episode are not. */
import type { Rng } from "../../sim/core/index.ts";

/** Lower and upper bound. */
export type Interval = readonly [number, number];

const RESAMPLES = 1000;
const COVERAGE = 0.95;

/**
 * Percentile intervals (Efron 1979) of 95 % for each number of a statistic. Groups are drawn from apart, so that every resample holds as
 * many of each as there were. Null where a group has fewer than two members: nothing is known of its spread.
 */
export function bootstrapIntervals<T>(
  groups: readonly (readonly T[])[],
  statistic: (sample: readonly T[]) => Float64Array,
  rng: Rng,
  resamples: number = RESAMPLES,
): readonly Interval[] | null {
  if (groups.length === 0 || groups.some((group) => group.length < 2)) return null;
  const draws = Array.from({ length: resamples }, () =>
    statistic(groups.flatMap((group) => group.map(() => group[rng.integer(group.length)] as T))),
  );
  return Array.from({ length: draws[0]?.length ?? 0 }, (_, index) => {
    const sorted = Float64Array.from(draws, (draw) => draw[index]!).sort();
    return [quantile(sorted, (1 - COVERAGE) / 2), quantile(sorted, (1 + COVERAGE) / 2)] as const;
  });
}

/** Linear between the two nearest ranks. sorted: rising. */
export function quantile(sorted: Float64Array, part: number): number {
  const place = part * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (place - below) * (high - low);
}
