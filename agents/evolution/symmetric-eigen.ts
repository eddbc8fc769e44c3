/**
 * Eigendecomposition of a symmetric matrix: Householder tridiagonalisation, then QL with implicit shifts
 * (Golub & Van Loan, Matrix Computations, 4th ed., 8.3). Eigenvectors are kept as rows, so that every inner loop is contiguous.
 */
import { StateError } from "../../sim/core/index.ts";

/** matrix = Σ_j values[j] · vectors[j] vectors[j]ᵀ. */
export interface SymmetricEigen {
  /** In no particular order. [n] */
  readonly values: Float64Array;
  /** Row j is the unit eigenvector of values[j]. [n,n] */
  readonly vectors: Float64Array;
}

/** Decomposes a symmetric matrix [n,n], which is left as it is. A StateError when it is not finite. */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  if (matrix.length !== n * n || !matrix.every(Number.isFinite)) {
    throw new StateError(
      `symmetricEigen: matrix must be [${n},${n}] finite numbers, got ${matrix.length} numbers, ${matrix.filter((x) => !Number.isFinite(x)).length} of them not finite`,
    );
  }
  const work = matrix.slice();
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const vectors = new Float64Array(n * n);
  const scales = tridiagonalize(work, n, diagonal, offDiagonal);
  accumulate(work, scales, vectors, n);
  transpose(vectors, n);
  implicitQl(diagonal, offDiagonal, vectors, n);
  return { values: diagonal, vectors };
}

/** Reflects `work` to tridiagonal form. Row k of `work` then holds reflector v_k from column k+1 on; its scale 2/vᵀv is returned. */
function tridiagonalize(
  work: Float64Array,
  n: number,
  diagonal: Float64Array,
  offDiagonal: Float64Array,
): Float64Array {
  const scales = new Float64Array(n);
  const product = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    diagonal[k] = work[k * n + k]!;
    if (k + 1 >= n) break;
    const v = work.subarray(k * n + k + 1, (k + 1) * n);
    let square = 0;
    for (let i = 0; i < v.length; i++) square += v[i]! * v[i]!;
    const tail = square - v[0]! * v[0]!;
    // A column that is already reduced needs no reflection.
    if (tail === 0) {
      offDiagonal[k] = v[0]!;
      continue;
    }
    const alpha = v[0]! > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    offDiagonal[k] = alpha;
    v[0]! -= alpha;
    const scale = 2 / (tail + v[0]! * v[0]!);
    scales[k] = scale;
    reflectBlock(work, n, k + 1, v, scale, product);
  }
  return scales;
}

/** A ← H A H on the block from `first` on, with H = I − scale·v vᵀ: A −= v wᵀ + w vᵀ. */
function reflectBlock(
  work: Float64Array,
  n: number,
  first: number,
  v: Float64Array,
  scale: number,
  w: Float64Array,
): void {
  const size = v.length;
  let dot = 0;
  // Two rows at a time, here and below: half the loads of v and w.
  for (let i = 0; i < size; i += 2) {
    const row = (first + i) * n + first;
    const next = i + 1 < size ? row + n : row;
    let sum = 0;
    let nextSum = 0;
    for (let j = 0; j < size; j++) {
      const vj = v[j]!;
      sum += work[row + j]! * vj;
      nextSum += work[next + j]! * vj;
    }
    w[i] = scale * sum;
    dot += w[i]! * v[i]!;
    if (next === row) break;
    w[i + 1] = scale * nextSum;
    dot += w[i + 1]! * v[i + 1]!;
  }
  const shift = (scale * dot) / 2;
  for (let i = 0; i < size; i++) w[i]! -= shift * v[i]!;
  for (let i = 0; i < size; i++) {
    const row = (first + i) * n + first;
    const vi = v[i]!;
    const wi = w[i]!;
    for (let j = 0; j < size; j++) work[row + j]! -= vi * w[j]! + wi * v[j]!;
  }
}

/** Q = H_0 H_1 …, from the last reflector to the first, so that each touches only the block it changes. */
function accumulate(work: Float64Array, scales: Float64Array, q: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  const sums = new Float64Array(n);
  for (let k = n - 2; k >= 0; k--) {
    const scale = scales[k]!;
    if (scale === 0) continue;
    const size = n - k - 1;
    const v = work.subarray(k * n + k + 1, (k + 1) * n);
    sums.fill(0);
    for (let i = 0; i < size; i += 2) {
      const row = (k + 1 + i) * n + k + 1;
      const next = i + 1 < size ? row + n : row;
      const vi = v[i]!;
      const nextV = next === row ? 0 : v[i + 1]!;
      for (let j = 0; j < size; j++) sums[j]! += vi * q[row + j]! + nextV * q[next + j]!;
    }
    for (let i = 0; i < size; i++) {
      const row = (k + 1 + i) * n + k + 1;
      const factor = scale * v[i]!;
      for (let j = 0; j < size; j++) q[row + j]! -= factor * sums[j]!;
    }
  }
}

function transpose(q: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const swapped = q[i * n + j]!;
      q[i * n + j] = q[j * n + i]!;
      q[j * n + i] = swapped;
    }
  }
}

/** Diagonalises the tridiagonal matrix, applying every rotation to two rows of `vectors`. */
function implicitQl(d: Float64Array, e: Float64Array, vectors: Float64Array, n: number): void {
  const sines = new Float64Array(n);
  const cosines = new Float64Array(n);
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l;
      while (m + 1 < n && Math.abs(e[m]!) > Number.EPSILON * (Math.abs(d[m]!) + Math.abs(d[m + 1]!))) m++;
      if (m === l) break;
      if (sweep === MAX_SWEEPS) {
        throw new StateError(
          `symmetricEigen: QL must converge in ${MAX_SWEEPS} sweeps, eigenvalue ${l} of ${n} did not`,
        );
      }
      qlSweep(d, e, vectors, { l, m, sines, cosines });
    }
  }
}

/** QL takes fewer than two sweeps per eigenvalue on average; a finite matrix never comes near this. */
const MAX_SWEEPS = 60;

function qlSweep(d: Float64Array, e: Float64Array, vectors: Float64Array, sweep: Rotations): void {
  const { l, m, sines, cosines } = sweep;
  const n = d.length;
  // Wilkinson's shift from the leading 2×2 block.
  const half = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.sqrt(half * half + 1);
  let g = d[m]! - d[l]! + e[l]! / (half + (half < 0 ? -root : root));
  let sine = 1;
  let cosine = 1;
  let carried = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      // The matrix has split below: the rest of the sweep is a new problem.
      rotateRows(vectors, n, { l: i + 1, m, sines, cosines });
      d[i + 1]! -= carried;
      e[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    const shifted = d[i + 1]! - carried;
    const mixed = (d[i]! - shifted) * sine + 2 * cosine * b;
    carried = sine * mixed;
    d[i + 1] = shifted + carried;
    g = cosine * mixed - b;
    sines[i] = sine;
    cosines[i] = cosine;
  }
  rotateRows(vectors, n, { l, m, sines, cosines });
  d[l]! -= carried;
  e[l] = g;
  e[m] = 0;
}

/** Rotation i mixes rows i and i + 1, for i from m − 1 down to l. */
interface Rotations {
  readonly l: number;
  readonly m: number;
  readonly sines: Float64Array;
  readonly cosines: Float64Array;
}

/** Applies the rotations of a sweep, two in one pass: three rows are read and written instead of four. */
function rotateRows(vectors: Float64Array, n: number, { l, m, sines, cosines }: Rotations): void {
  let i = m - 1;
  for (; i > l; i -= 2) {
    const sine = sines[i]!;
    const cosine = cosines[i]!;
    const nextSine = sines[i - 1]!;
    const nextCosine = cosines[i - 1]!;
    const start = i * n;
    for (let k = start; k < start + n; k++) {
      const upper = vectors[k + n]!;
      const middle = vectors[k]!;
      const lower = vectors[k - n]!;
      const mixed = cosine * middle - sine * upper;
      vectors[k + n] = sine * middle + cosine * upper;
      vectors[k] = nextSine * lower + nextCosine * mixed;
      vectors[k - n] = nextCosine * lower - nextSine * mixed;
    }
  }
  if (i < l) return;
  const sine = sines[i]!;
  const cosine = cosines[i]!;
  for (let k = i * n; k < (i + 1) * n; k++) {
    const lower = vectors[k]!;
    const upper = vectors[k + n]!;
    vectors[k + n] = sine * lower + cosine * upper;
    vectors[k] = cosine * lower - sine * upper;
  }
}
