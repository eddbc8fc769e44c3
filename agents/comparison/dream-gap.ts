/** How far returns in the dream are from true returns under the same actions: what a planner in the dream is led by. */

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
  let [both, left, right, squares] = [0, 0, 0, 0];
  for (const [index, value] of predicted.entries()) {
    const [a, b] = [value - predictedMean, truth[index]! - trueMean];
    both += a * b;
    left += a * a;
    right += b * b;
    const miss = value - truth[index]!;
    squares += miss * miss;
  }
  const spread = Math.sqrt(left * right);
  return {
    points,
    predictedMean,
    trueMean,
    rmse: Math.sqrt(squares / points),
    correlation: spread > 0 ? both / spread : null,
  };
}
