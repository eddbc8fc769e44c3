/**
 * Finds the acceleration under soft one-sided constraints: the least of ½ aᵀ M a − fᵀ a + Σ ½ w_i min(0, J_i a − aref_i)²,
 * f being the forces but for them. Convex and piecewise quadratic: Newton's method with an exact line search ends at the
 * minimum itself, after as many steps as the set of active rows changes (MuJoCo's documentation, "Computation": Newton).
 */
import type { SoftRows } from "./soft-rows.ts";
import type { Tree } from "./tree.ts";
import { factorTree, multiplyTreeInto, solveTree } from "./tree-factor.ts";

const MOST_STEPS = 30;
const MOST_SEARCHES = 12;
/** Change of slope, relative to that at the start, at which a line search ends. */
const SEARCH_TOLERANCE = 1e-9;

export interface NewtonSolver {
  /** Force of each row, 0 of one that is not active, after `solve`. [rows] */
  readonly constraintForces: Float64Array;
  /**
   * Moves `acceleration`, its first guess, to the minimum, and adds the rows' forces to `forces`. matrix [D × D], lower half;
   * forces, acceleration [D]
   */
  solve(rows: SoftRows, matrix: Float64Array, forces: Float64Array, acceleration: Float64Array): void;
}

export function createNewtonSolver(tree: Tree, mostRows: number): NewtonSolver {
  const { dofParents } = tree;
  const n = dofParents.length;
  const dense = Int32Array.from(dofParents, (_, d) => d - 1);
  const hessian = new Float64Array(n * n);
  const direction = new Float64Array(n);
  /** M a − f: of the objective without its rows. */
  const gradient = new Float64Array(n);
  /** M times the direction. */
  const inertiaDirection = new Float64Array(n);
  /** J a − aref; a row is active where it is negative. */
  const residuals = new Float64Array(mostRows);
  /** J times the direction. */
  const residualRates = new Float64Array(mostRows);
  const constraintForces = new Float64Array(mostRows);

  return {
    constraintForces,
    solve(rows, matrix, forces, acceleration) {
      const { count, jacobian, referenceAccelerations, weights } = rows;
      const pattern = rows.branched ? dofParents : dense;
      multiplyTreeInto(gradient, matrix, dofParents, acceleration);
      for (let d = 0; d < n; d++) gradient[d]! -= forces[d]!;
      for (let r = 0; r < count; r++)
        residuals[r] = rowTimes(jacobian, r * n, acceleration, n) - referenceAccelerations[r]!;
      for (let step = 0; step < MOST_STEPS; step++) {
        hessian.set(matrix);
        for (let d = 0; d < n; d++) direction[d] = -gradient[d]!;
        for (let r = 0; r < count; r++) if (residuals[r]! < 0) addRow(rows, r, pattern);
        factorTree(hessian, pattern);
        solveTree(hessian, pattern, direction);
        let same = true;
        for (let r = 0; r < count; r++) {
          residualRates[r] = rowTimes(jacobian, r * n, direction, n);
          if (residuals[r]! < 0 !== residuals[r]! + residualRates[r]! < 0) same = false;
        }
        if (same) {
          for (let d = 0; d < n; d++) acceleration[d]! += direction[d]!;
          for (let r = 0; r < count; r++) residuals[r]! += residualRates[r]!;
          break;
        }
        multiplyTreeInto(inertiaDirection, matrix, dofParents, direction);
        const t = search(weights, count);
        for (let d = 0; d < n; d++) {
          acceleration[d]! += t * direction[d]!;
          gradient[d]! += t * inertiaDirection[d]!;
        }
        for (let r = 0; r < count; r++) residuals[r]! += t * residualRates[r]!;
      }
      for (let r = 0; r < count; r++) {
        const force = residuals[r]! < 0 ? -weights[r]! * residuals[r]! : 0;
        constraintForces[r] = force;
        if (force > 0) for (let d = 0; d < n; d++) forces[d]! += force * jacobian[r * n + d]!;
      }
    },
  };

  /** Adds an active row to the Hessian, and its gradient to the descent. */
  function addRow({ jacobian, weights, lastDofs }: SoftRows, r: number, pattern: Int32Array): void {
    const weight = weights[r]!;
    const slope = weight * residuals[r]!;
    const at = r * n;
    const lastDof = lastDofs[r]!;
    for (let i = lastDof < 0 ? n - 1 : lastDof; i >= 0; i = pattern[i]!) {
      const value = jacobian[at + i]!;
      direction[i]! -= slope * value;
      const scaled = weight * value;
      const row = i * n;
      for (let j = i; j >= 0; j = pattern[j]!) hessian[row + j]! += scaled * jacobian[at + j]!;
    }
  }

  /** Share of the direction at which the objective is least: where its slope, rising and piecewise linear, is zero. */
  function search(weights: Float64Array, count: number): number {
    let slope0 = 0;
    let curve0 = 0;
    for (let d = 0; d < n; d++) {
      slope0 += gradient[d]! * direction[d]!;
      curve0 += inertiaDirection[d]! * direction[d]!;
    }
    let t = 1;
    let low = 0;
    let high = Number.POSITIVE_INFINITY;
    let steepness = 0;
    for (let round = 0; round < MOST_SEARCHES; round++) {
      let slope = slope0 + t * curve0;
      let curve = curve0;
      for (let r = 0; r < count; r++) {
        const now = residuals[r]! + t * residualRates[r]!;
        if (now >= 0) continue;
        slope += weights[r]! * now * residualRates[r]!;
        curve += weights[r]! * residualRates[r]! * residualRates[r]!;
      }
      if (round === 0) steepness = Math.abs(slope);
      if (Math.abs(slope) <= SEARCH_TOLERANCE * steepness) break;
      if (slope < 0) low = t;
      else high = t;
      const next = t - slope / curve;
      t = next > low && next < high ? next : Number.isFinite(high) ? (low + high) / 2 : 2 * t;
    }
    return t;
  }
}

function rowTimes(jacobian: Float64Array, at: number, x: Float64Array, n: number): number {
  let sum = 0;
  for (let d = 0; d < n; d++) sum += jacobian[at + d]! * x[d]!;
  return sum;
}
