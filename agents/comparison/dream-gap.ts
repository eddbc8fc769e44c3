/** How far returns in the dream are from true returns under the same actions: what a planner in the dream is led by. */
import { pearson } from "./correlation.ts";

export interface DreamGap {
  /** Starting points whose whole horizon was compared. */
  readonly points: number;
  readonly predictedMean: number;
  readonly trueMean: number;
  /** Root mean square of predicted − true. */
  readonly rmse: number;
  /** Pearson's r over the points; null where either side does not vary. */
  readonly correlation: number | null;
}

/** Pairs of returns, in the same order. Null without any. */
export function dreamGap(predicted: readonly number[], truth: readonly number[]): DreamGap | null {
  const points = truth.length;
  if (points === 0) return null;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / points;
  const [predictedMean, trueMean] = [mean(predicted), mean(truth)];
  let squares = 0;
  for (const [index, value] of predicted.entries()) {
    const miss = value - truth[index]!;
    squares += miss * miss;
  }
  return { points, predictedMean, trueMean, rmse: Math.sqrt(squares / points), correlation: pearson(predicted, truth) };
}
