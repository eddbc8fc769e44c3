/**
 * Finds the acceleration under soft one-sided constraints: the least of ½ aᵀ M a − fᵀ a + Σ ½ w_i min(0, J_i a − target_i)²,
 * f being the forces but for them. Convex and piecewise quadratic: Newton's method with an exact line search ends at the
 * minimum itself, after as many steps as the set of pushing rows changes (MuJoCo's documentation, "Computation": Newton).
 */
import type { SoftRows } from "./soft-rows.ts";
import type { Tree } from "./tree.ts";
import { factorTree, multiplyTreeInto, solveTree } from "./tree-factor.ts";

const MOST_STEPS = 30;
const MOST_SEARCHES = 12;
/** Change of slope, relative to that at the start, at which a line search ends. */
const SEARCH_TOLERANCE = 1e-9;

export interface NewtonSolver {
  /** Force with which each row pushes, after `solve`. [rows] */
  readonly pushes: Float64Array;
  /**
   * Moves `acceleration`, its first guess, to the minimum, and adds the rows' pushes to `forces`. matrix [D × D], lower half;
   * forces, acceleration [D]
   */
  solve(rows: SoftRows, matrix: Float64Array, forces: Float64Array, acceleration: Float64Array): void;
}

export function createNewtonSolver(tree: Tree, mostRows: number): NewtonSolver {
  const { carriers } = tree;
  const n = carriers.length;
  const dense = Int32Array.from(carriers, (_, d) => d - 1);
  const hessian = new Float64Array(n * n);
  const direction = new Float64Array(n);
  /** M a − f: what the pushes have to make. */
  const lack = new Float64Array(n);
  const turning = new Float64Array(n);
  const short = new Float64Array(mostRows);
  const change = new Float64Array(mostRows);
  const pushes = new Float64Array(mostRows);

  return {
    pushes,
    solve(rows, matrix, forces, acceleration) {
      const { count, jacobian, targets, weights } = rows;
      const pattern = rows.branched ? carriers : dense;
      multiplyTreeInto(lack, matrix, carriers, acceleration);
      for (let d = 0; d < n; d++) lack[d]! -= forces[d]!;
      for (let r = 0; r < count; r++) short[r] = rowTimes(jacobian, r * n, acceleration, n) - targets[r]!;
      for (let step = 0; step < MOST_STEPS; step++) {
        hessian.set(matrix);
        for (let d = 0; d < n; d++) direction[d] = -lack[d]!;
        for (let r = 0; r < count; r++) if (short[r]! < 0) addRow(rows, r, pattern);
        factorTree(hessian, pattern);
        solveTree(hessian, pattern, direction);
        let same = true;
        for (let r = 0; r < count; r++) {
          change[r] = rowTimes(jacobian, r * n, direction, n);
          if (short[r]! < 0 !== short[r]! + change[r]! < 0) same = false;
        }
        if (same) {
          for (let d = 0; d < n; d++) acceleration[d]! += direction[d]!;
          for (let r = 0; r < count; r++) short[r]! += change[r]!;
          break;
        }
        multiplyTreeInto(turning, matrix, carriers, direction);
        const t = search(weights, count);
        for (let d = 0; d < n; d++) {
          acceleration[d]! += t * direction[d]!;
          lack[d]! += t * turning[d]!;
        }
        for (let r = 0; r < count; r++) short[r]! += t * change[r]!;
      }
      for (let r = 0; r < count; r++) {
        const push = short[r]! < 0 ? -weights[r]! * short[r]! : 0;
        pushes[r] = push;
        if (push > 0) for (let d = 0; d < n; d++) forces[d]! += push * jacobian[r * n + d]!;
      }
    },
  };

  /** Adds a pushing row to the Hessian, and its push to the descent. */
  function addRow({ jacobian, weights, movers }: SoftRows, r: number, pattern: Int32Array): void {
    const weight = weights[r]!;
    const push = weight * short[r]!;
    const at = r * n;
    const mover = movers[r]!;
    for (let i = mover < 0 ? n - 1 : mover; i >= 0; i = pattern[i]!) {
      const value = jacobian[at + i]!;
      direction[i]! -= push * value;
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
      slope0 += lack[d]! * direction[d]!;
      curve0 += turning[d]! * direction[d]!;
    }
    let t = 1;
    let low = 0;
    let high = Number.POSITIVE_INFINITY;
    let steepness = 0;
    for (let round = 0; round < MOST_SEARCHES; round++) {
      let slope = slope0 + t * curve0;
      let curve = curve0;
      for (let r = 0; r < count; r++) {
        const now = short[r]! + t * change[r]!;
        if (now >= 0) continue;
        slope += weights[r]! * now * change[r]!;
        curve += weights[r]! * change[r]! * change[r]!;
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
