import { describe, expect, it } from "vitest";
import { createNoiseSampler } from "../../../agents/planning/coloured-noise.ts";
import { createRng } from "../../../sim/core/index.ts";

/** Covariance of a sampler's sequences, over many draws. [T,T] */
function covariance(length: number, beta: number, draws: number): Float64Array {
  const sampler = createNoiseSampler(length, beta);
  const rng = createRng(7);
  const sequence = new Float64Array(length);
  const sums = new Float64Array(length * length);
  for (let n = 0; n < draws; n++) {
    sampler(rng, sequence);
    for (let i = 0; i < length; i++)
      for (let j = 0; j < length; j++) sums[i * length + j]! += (sequence[i]! * sequence[j]!) / draws;
  }
  return sums;
}

describe("coloured noise", () => {
  it.each([
    [7, 0],
    [8, 1],
    [7, 2.5],
    [1, 2],
  ])("has unit variance at each of %i moments for β = %d", (length, beta) => {
    const matrix = covariance(length, beta, 20_000);
    // The standard error of a variance from 20,000 draws is √(2/20000) = 0.01.
    for (let t = 0; t < length; t++) expect(Math.abs(matrix[t * length + t]! - 1)).toBeLessThan(0.05);
  });

  it("has the correlation that its spectrum implies", () => {
    // T = 4, β = 2: powers 1 (constant), 1 at f₁ (twice, for ±f), 1/4 at Nyquist; total 3.25.
    // Lag 1: (1 + 2·cos(π/2) + ¼·cos π) / 3.25 = 0.75/3.25; lag 2: (1 − 2 + ¼) / 3.25 = −0.75/3.25.
    const matrix = covariance(4, 2, 20_000);
    expect(Math.abs(matrix[1]! - 0.75 / 3.25)).toBeLessThan(0.04);
    expect(Math.abs(matrix[2]! + 0.75 / 3.25)).toBeLessThan(0.04);
  });

  it("is white for β = 0", () => {
    const matrix = covariance(5, 0, 20_000);
    for (let j = 1; j < 5; j++) expect(Math.abs(matrix[j]!)).toBeLessThan(0.04);
  });
});
