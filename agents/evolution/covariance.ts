/** C of CMA-ES, whole or only its diagonal: what a search asks of either. B and D are of C = B D² Bᵀ; of a diagonal C, B is the identity. */
import {
  type DiagonalCovariance,
  standardisedByDeviations,
  unitVariances,
  updateVariances,
} from "./diagonal-covariance.ts";
import {
  addRotatedByEigenvectors,
  decomposeMatrix,
  type FullCovariance,
  identityMatrix,
  standardisedByEigenvectors,
  updateMatrix,
} from "./full-covariance.ts";
import { addScaled } from "./vector-sums.ts";

export type Covariance = FullCovariance | DiagonalCovariance;
export type CovarianceKind = Covariance["kind"];

/** C ← decay · C + pathFactor · p pᵀ + Σ_k factors[k] · y_k y_kᵀ (arXiv:1604.00772, eq. 47). */
export interface CovarianceUpdate {
  readonly decay: number;
  /** p_c [n] */
  readonly path: Float64Array;
  readonly pathFactor: number;
  /** y, best first. [λ,n] */
  readonly steps: Float64Array;
  /** [λ] */
  readonly factors: Float64Array;
}

export function identityCovariance(kind: CovarianceKind, n: number): Covariance {
  return kind === "full" ? identityMatrix(n) : unitVariances(n);
}

/** out += B v */
export function addRotated(out: Float64Array, covariance: Covariance, v: Float64Array): void {
  if (covariance.kind === "full") addRotatedByEigenvectors(out, covariance, v);
  else addScaled(out, v, 0, 1);
}

/** D⁻¹ Bᵀ y of the y [n] that begins at `start`: standard normal where y is drawn from C. → [n] */
export function standardised(covariance: Covariance, y: Float64Array, start = 0): Float64Array {
  return covariance.kind === "full"
    ? standardisedByEigenvectors(covariance, y, start)
    : standardisedByDeviations(covariance, y, start);
}

/** Updates C, and B and D where they are `gap` generations old. A StateError when C is no longer positive definite. */
export function updateCovariance(
  covariance: Covariance,
  update: CovarianceUpdate,
  { generation, gap }: { readonly generation: number; readonly gap: number },
): void {
  if (covariance.kind === "diagonal") {
    updateVariances(covariance, update);
  } else {
    updateMatrix(covariance, update);
    decomposeMatrix(covariance, generation, gap);
  }
}

/** Standard deviation of each coordinate, √C_jj. */
export function coordinateDeviation(covariance: Covariance, j: number): number {
  return covariance.kind === "full"
    ? Math.sqrt(covariance.matrix[j * (covariance.deviations.length + 1)]!)
    : covariance.deviations[j]!;
}
