import { describe, expect, it } from "vitest";
import { symmetricEigen } from "../../../agents/evolution/symmetric-eigen.ts";
import { createRng, StateError } from "../../../sim/core/index.ts";

/** Largest entry of |V Λ Vᵀ − A| and of |V Vᵀ − I|. */
function residuals(matrix: Float64Array, n: number): { rebuilt: number; orthogonal: number } {
  const { values, vectors } = symmetricEigen(matrix, n);
  let rebuilt = 0;
  let orthogonal = 0;
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      let entry = 0;
      let product = 0;
      for (let j = 0; j < n; j++) {
        entry += values[j]! * vectors[j * n + i]! * vectors[j * n + k]!;
        product += vectors[i * n + j]! * vectors[k * n + j]!;
      }
      rebuilt = Math.max(rebuilt, Math.abs(entry - matrix[i * n + k]!));
      orthogonal = Math.max(orthogonal, Math.abs(product - (i === k ? 1 : 0)));
    }
  }
  return { rebuilt, orthogonal };
}

function randomSymmetric(n: number, rank: number): Float64Array {
  const rng = createRng(n);
  const matrix = new Float64Array(n * n);
  for (let k = 0; k < rank; k++) {
    const v = Float64Array.from({ length: n }, () => rng.normal());
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) matrix[i * n + j]! += ((k % 2 === 0 ? 1 : -1) * v[i]! * v[j]!) / n;
  }
  return matrix;
}

describe("symmetric eigendecomposition", () => {
  it("gives the eigenvalues 2 − 2 cos(kπ/(n+1)) of the second-difference matrix", () => {
    const n = 12;
    const matrix = Float64Array.from({ length: n * n }, (_, at) => {
      const distance = Math.abs((at % n) - Math.floor(at / n));
      return distance === 0 ? 2 : distance === 1 ? -1 : 0;
    });
    const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
    const values = [...symmetricEigen(matrix, n).values].sort((a, b) => a - b);
    values.forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k]!, 13);
    });
  });

  it.each([
    [1, 1],
    [2, 2],
    [3, 1],
    [17, 17],
    [40, 7],
    [120, 120],
  ])("rebuilds a matrix of size %i and rank %i from orthonormal vectors", (n, rank) => {
    // Backward stable: errors of some n·ε of the norm, which is about 4 here.
    const { rebuilt, orthogonal } = residuals(randomSymmetric(n, rank), n);
    expect(rebuilt).toBeLessThan(1e-12);
    expect(orthogonal).toBeLessThan(1e-12);
  });

  it("takes diagonal and zero matrices as they are", () => {
    expect(residuals(new Float64Array(9), 3)).toEqual({ rebuilt: 0, orthogonal: 0 });
    expect([...symmetricEigen(Float64Array.of(3, 0, 0, -1), 2).values]).toEqual([3, -1]);
  });

  it("refuses a matrix that is not finite", () => {
    expect(() => symmetricEigen(Float64Array.of(1, Number.NaN, Number.NaN, 1), 2)).toThrow(StateError);
  });
});
