/** How far two series of numbers go together. */

/** Pearson's r; null where either side does not vary. a, b [N] */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [both, left, right] = [0, 0, 0];
  for (let index = 0; index < a.length; index++) {
    const [x, y] = [a[index]! - meanA, b[index]! - meanB];
    both += x * y;
    left += x * x;
    right += y * y;
  }
  const spread = Math.sqrt(left * right);
  return spread > 0 ? both / spread : null;
}

/**
 * Spearman's ρ: Pearson's r of the ranks, equal numbers sharing the mean of theirs. It asks only whether the one rises with the
 * other, so the units may differ, and an infinite number is no more than the largest. a, b [N]
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  return pearson(ranksOf(a), ranksOf(b));
}

function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, index) => index).sort((i, j) =>
    values[i]! < values[j]! ? -1 : Number(values[i]! > values[j]!),
  );
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let end = first + 1;
    while (end < order.length && values[order[end]!] === values[order[first]!]) end++;
    for (let place = first; place < end; place++) ranks[order[place]!] = (first + end - 1) / 2;
    first = end;
  }
  return ranks;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}
