/** The few sums of products that CMA-ES spends its time in. */

/** out += Σ_k factors[k] · row k of `rows`, as far as out goes; four rows in one pass, for a quarter of the loads and stores of out. */
export function addCombination(out: Float64Array, rows: Float64Array, factors: Float64Array): void {
  const n = rows.length / factors.length;
  let k = 0;
  for (; k + 3 < factors.length; k += 4) {
    const a = factors[k]!;
    const b = factors[k + 1]!;
    const c = factors[k + 2]!;
    const d = factors[k + 3]!;
    const start = k * n;
    for (let j = 0; j < out.length; j++) {
      const at = start + j;
      out[j]! += a * rows[at]! + b * rows[at + n]! + (c * rows[at + 2 * n]! + d * rows[at + 3 * n]!);
    }
  }
  for (; k < factors.length; k++) addScaled(out, rows, k * n, factors[k]!);
}

/** out [n] += factor · values [start … start+n) */
export function addScaled(out: Float64Array, values: Float64Array, start: number, factor: number): void {
  for (let i = 0; i < out.length; i++) out[i]! += factor * values[start + i]!;
}

export function dot(a: Float64Array, aStart: number, b: Float64Array, bStart: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[aStart + i]! * b[bStart + i]!;
  return sum;
}

export function squaredNorm(vector: Float64Array): number {
  return dot(vector, 0, vector, 0, vector.length);
}

export function norm(vector: Float64Array): number {
  return Math.sqrt(squaredNorm(vector));
}
