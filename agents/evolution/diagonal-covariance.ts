/** A diagonal covariance matrix: O(n) a candidate (R. Ros & N. Hansen, "A Simple Modification in CMA-ES Achieving Linear Time and Space Complexity", PPSN X, 2008). */
import type { CovarianceUpdate } from "./covariance.ts";

export interface DiagonalCovariance {
  readonly kind: "diagonal";
  /** The diagonal of C. [n] */
  readonly variances: Float64Array;
  /** Its square roots. [n] */
  readonly deviations: Float64Array;
}

export function unitVariances(n: number): DiagonalCovariance {
  return { kind: "diagonal", variances: new Float64Array(n).fill(1), deviations: new Float64Array(n).fill(1) };
}

/** D⁻¹ y of the y [n] at `start`. → [n] */
export function standardisedByDeviations(
  { deviations }: DiagonalCovariance,
  y: Float64Array,
  start: number,
): Float64Array {
  return deviations.map((deviation, j) => y[start + j]! / deviation);
}

/** The rank-one and rank-μ update's diagonal. */
export function updateVariances({ variances, deviations }: DiagonalCovariance, update: CovarianceUpdate): void {
  const { decay, path, pathFactor, steps, factors } = update;
  const n = variances.length;
  for (let j = 0; j < n; j++) variances[j] = decay * variances[j]! + pathFactor * path[j]! * path[j]!;
  for (let k = 0; k < factors.length; k++) {
    for (let j = 0; j < n; j++) variances[j]! += factors[k]! * steps[k * n + j]! * steps[k * n + j]!;
  }
  for (let j = 0; j < n; j++) deviations[j] = Math.sqrt(variances[j]!);
}
