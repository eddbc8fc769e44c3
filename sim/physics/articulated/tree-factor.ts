/** Sparse factorisation of symmetric matrices whose entries couple a degree of freedom with its ancestors only (Featherstone 2008, 6.5). */

/**
 * M = LᵀDL in place: D on the diagonal, L (unit diagonal) below it. With `dofParents[i] = i − 1` it is a dense factorisation.
 * matrix [D × D], its lower half.
 */
export function factorTree(matrix: Float64Array, dofParents: Int32Array): void {
  const n = dofParents.length;
  for (let k = n - 1; k >= 0; k--) {
    const row = k * n;
    const pivot = 1 / matrix[row + k]!;
    for (let i = dofParents[k]!; i >= 0; i = dofParents[i]!) {
      const share = matrix[row + i]! * pivot;
      const to = i * n;
      for (let j = i; j >= 0; j = dofParents[j]!) matrix[to + j]! -= share * matrix[row + j]!;
      matrix[row + i] = share;
    }
  }
}

/** Solves M x = b in place of b, from `factorTree`'s factors. values [D] */
export function solveTree(factors: Float64Array, dofParents: Int32Array, values: Float64Array): void {
  const n = dofParents.length;
  for (let i = n - 1; i >= 0; i--) {
    const value = values[i]!;
    const row = i * n;
    for (let j = dofParents[i]!; j >= 0; j = dofParents[j]!) values[j]! -= factors[row + j]! * value;
  }
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let value = values[i]! / factors[row + i]!;
    for (let j = dofParents[i]!; j >= 0; j = dofParents[j]!) value -= factors[row + j]! * values[j]!;
    values[i] = value;
  }
}

/** out = M x. matrix [D × D], its lower half; x, out [D] */
export function multiplyTreeInto(
  out: Float64Array,
  matrix: Float64Array,
  dofParents: Int32Array,
  x: Float64Array,
): void {
  const n = dofParents.length;
  out.fill(0);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    const xi = x[i]!;
    let sum = matrix[row + i]! * xi;
    for (let j = dofParents[i]!; j >= 0; j = dofParents[j]!) {
      sum += matrix[row + j]! * x[j]!;
      out[j]! += matrix[row + j]! * xi;
    }
    out[i]! += sum;
  }
}
