/** A covariance matrix with all its entries, and its eigendecomposition: O(n²) a candidate, O(n³) a decomposition. */
import { StateError } from "../../sim/core/index.ts";
import type { CovarianceUpdate } from "./covariance.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";
import { addCombination, addScaled, dot } from "./vector-sums.ts";

export interface FullCovariance {
  readonly kind: "full";
  /** C; its lower triangle is kept. [n,n] */
  readonly matrix: Float64Array;
  /** Rows are the eigenvectors of C at the last decomposition. [n,n] */
  eigenvectors: Float64Array;
  /** Square roots of its eigenvalues then. [n] */
  deviations: Float64Array;
  /** Generation of the last decomposition. */
  eigenGeneration: number;
}

export function identityMatrix(n: number): FullCovariance {
  return {
    kind: "full",
    matrix: identity(n),
    eigenvectors: identity(n),
    deviations: new Float64Array(n).fill(1),
    eigenGeneration: 0,
  };
}

/** out += B v */
export function addRotatedByEigenvectors(out: Float64Array, { eigenvectors }: FullCovariance, v: Float64Array): void {
  addCombination(out, eigenvectors, v);
}

/** D⁻¹ Bᵀ y of the y [n] at `start`. → [n] */
export function standardisedByEigenvectors(
  { eigenvectors, deviations }: FullCovariance,
  y: Float64Array,
  start: number,
): Float64Array {
  const n = deviations.length;
  return deviations.map((deviation, j) => dot(eigenvectors, j * n, y, start, n) / deviation);
}

/** Rank-one and rank-μ update of the lower triangle. */
export function updateMatrix({ matrix, deviations: { length: n } }: FullCovariance, update: CovarianceUpdate): void {
  const { decay, path, pathFactor, steps, factors } = update;
  for (let i = 0; i < matrix.length; i++) matrix[i]! *= decay;
  for (let i = 0; i < n; i++) {
    const row = matrix.subarray(i * n, i * n + i + 1);
    addScaled(row, path, 0, pathFactor * path[i]!);
    addCombination(
      row,
      steps,
      factors.map((factor, k) => factor * steps[k * n + i]!),
    );
  }
}

/** Decomposes C anew where that was `gap` generations ago or more. A StateError when it has lost its positive eigenvalues. */
export function decomposeMatrix(covariance: FullCovariance, generation: number, gap: number): void {
  if (generation - covariance.eigenGeneration < gap) return;
  const { matrix, deviations } = covariance;
  const n = deviations.length;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) matrix[j * n + i] = matrix[i * n + j]!;
  const { values, vectors } = symmetricEigen(matrix, n);
  const smallest = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  if (!(smallest > 0)) {
    throw new StateError(`tellCmaEs: the covariance must be positive definite, got an eigenvalue of ${smallest}`);
  }
  covariance.eigenvectors = vectors;
  covariance.deviations = values.map(Math.sqrt);
  covariance.eigenGeneration = generation;
}

function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
}
