import { describe, expect, it } from "vitest";
import { bootstrapIntervals, quantile } from "../../../agents/evaluation/bootstrap.ts";
import { createRng } from "../../../sim/core/index.ts";

describe("bootstrapIntervals", () => {
  const mean = (sample: readonly number[]): Float64Array =>
    Float64Array.of(sample.reduce((sum, value) => sum + value, 0) / sample.length);

  it("holds the mean of normal numbers within about ±1.96 σ/√n", () => {
    const rng = createRng(1);
    const values = Array.from({ length: 400 }, () => rng.normal());
    const [interval] = bootstrapIntervals([values], mean, createRng(2)) ?? [];
    const [low = Number.NaN, high = Number.NaN] = interval ?? [];
    // Width 2 × 1.96 / √400 = 0.196; the sample's own σ and 1,000 resamples leave some per cent.
    expect(high - low).toBeGreaterThan(0.17);
    expect(high - low).toBeLessThan(0.22);
    expect(low).toBeLessThan(mean(values)[0] ?? 0);
    expect(high).toBeGreaterThan(mean(values)[0] ?? 0);
  });

  it("draws from each group apart", () => {
    // Two groups without spread of their own: every resample is the whole.
    expect(
      bootstrapIntervals(
        [
          [0, 0],
          [10, 10],
        ],
        mean,
        createRng(3),
      ),
    ).toEqual([[5, 5]]);
  });

  it("claims nothing from a single episode", () => {
    expect(bootstrapIntervals([[1, 2], [3]], mean, createRng(4))).toBeNull();
  });

  it("interpolates quantiles between ranks", () => {
    expect(quantile(Float64Array.of(0, 10, 20), 0.25)).toBe(5);
  });
});
