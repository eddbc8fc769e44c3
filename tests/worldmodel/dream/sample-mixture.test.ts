import { describe, expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { sampleMixture } from "../../../worldmodel/dream/sample-mixture.ts";

const DRAWS = 20_000;

/** Two latents of two components each. [K,Z] */
const MIXTURE = {
  mixtureLogits: Float32Array.of(0, Math.log(3), Math.log(3), 0),
  mean: Float32Array.of(-10, 0, 10, 100),
  logDeviation: Float32Array.of(0, Math.log(0.5), Math.log(2), 0),
};

function drawn(temperature: number): readonly Float32Array[] {
  const rng = createRng(5);
  return Array.from({ length: DRAWS }, () => sampleMixture(MIXTURE, 2, temperature, rng));
}

describe("a draw from M's mixtures", () => {
  // softmax([0, ln 3] / τ) gives the second component 3^(1/τ) / (1 + 3^(1/τ)).
  it.each([0.5, 1, 1.15, 2])(
    "has components by softmax(logits / τ) and deviations times √τ, at τ = %d",
    (temperature) => {
      const heavy = 3 ** (1 / temperature) / (1 + 3 ** (1 / temperature));
      const draws = drawn(temperature);
      const upper = draws.map((z) => z[0]!).filter((z) => z > 0);
      const lower = draws.map((z) => z[1]!).filter((z) => z < 50);
      // Five standard errors; the components lie far enough apart to be told by their values.
      const error = 5 * Math.sqrt((heavy * (1 - heavy)) / DRAWS);
      expect(Math.abs(upper.length / DRAWS - heavy)).toBeLessThan(error);
      expect(Math.abs(lower.length / DRAWS - heavy)).toBeLessThan(error);
      for (const [values, mean, deviation] of [
        [upper, 10, 2],
        [lower, 0, 0.5],
      ] as const) {
        const spread = deviation * Math.sqrt(temperature);
        const average = values.reduce((sum, value) => sum + value, 0) / values.length;
        const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
        expect(Math.abs(average - mean)).toBeLessThan((5 * spread) / Math.sqrt(values.length));
        // The square of a normal deviate has a standard deviation of √2 variances.
        expect(Math.abs(square / spread ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length));
      }
    },
  );

  it("takes all latents from one component where the mixture is joint", () => {
    const rng = createRng(6);
    const joint = { ...MIXTURE, mixtureLogits: Float32Array.of(0, Math.log(3)) };
    const draws = Array.from({ length: DRAWS }, () => sampleMixture(joint, 2, 1, rng));
    const second = draws.filter((z) => z[0]! > 0);
    // Components lie 10 deviations apart and more.
    for (const z of draws) expect(z[1]! > 50).toBe(z[0]! > 0);
    expect(Math.abs(second.length / DRAWS - 0.75)).toBeLessThan(5 * Math.sqrt((0.75 * 0.25) / DRAWS));
  });

  it("is the likeliest component's mean where the temperature vanishes", () => {
    const [z] = drawn(1e-12);
    expect(z![0]).toBeCloseTo(10, 4);
    expect(z![1]).toBeCloseTo(0, 4);
  });
});
