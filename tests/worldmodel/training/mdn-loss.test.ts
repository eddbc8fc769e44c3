/** The mixture's likelihood at points where it is known. */
import { describe, expect, it } from "vitest";
import { constant, input, type Value } from "../../../worldmodel/autodiff/value.ts";
import { mixtureNegativeLogLikelihood } from "../../../worldmodel/training/mdn-loss.ts";
import { runGraph } from "../support/run-graph.ts";

interface Mixture {
  readonly logits: readonly number[];
  readonly means: readonly number[];
  readonly logDeviations: readonly number[];
}

/** Of one latent dimension of one row. */
async function likelihood({ logits, means, logDeviations }: Mixture, target: number): Promise<number> {
  const perMixture = (data: readonly number[]): Value => constant(Float32Array.from(data), [1, data.length, 1]);
  const prediction = {
    mixtureLogits: perMixture(logits),
    mean: perMixture(means),
    logDeviation: perMixture(logDeviations),
  };
  const loss = mixtureNegativeLogLikelihood(prediction, input("target", [1, 1]));
  const results = await runGraph({ loss }, { target: { shape: [1, 1], data: Float32Array.of(target) } });
  return results["loss"]![0]!;
}

describe("the mixture's negative log-likelihood", () => {
  it("of one component is the Gaussian's: ½ log 2π + log σ + ½ ((z − μ) / σ)²", async () => {
    const found = await likelihood({ logits: [3], means: [1], logDeviations: [Math.LN2] }, 4);
    expect(found).toBeCloseTo(0.5 * Math.log(2 * Math.PI) + Math.LN2 + 1.125, 5);
  });

  it("does not depend on what is added to all logits", async () => {
    const mixture = { means: [-1, 2], logDeviations: [0, 0.5] };
    const [low, high] = [
      await likelihood({ ...mixture, logits: [0, 1] }, 0.5),
      await likelihood({ ...mixture, logits: [200, 201] }, 0.5),
    ];
    // Float32 near 200 has steps of 2⁻¹⁶.
    expect(high).toBeCloseTo(low, 4);
  });

  it("of two components is that of their weighted densities", async () => {
    // ¼ N(0; −1, 1) + ¾ N(0; 1, 1): both densities are e^(−½) / √(2π).
    const found = await likelihood({ logits: [0, Math.log(3)], means: [-1, 1], logDeviations: [0, 0] }, 0);
    expect(found).toBeCloseTo(0.5 + 0.5 * Math.log(2 * Math.PI), 5);
  });

  it("of a joint mixture weighs densities of the whole z, and is given per latent", async () => {
    // ¼ N(−1, 1) N(1, 1) + ¾ N(1, 1) N(−1, 1) at (1, −1): the first is e^(−4) / 2π, the second 1 / 2π.
    const prediction = {
      mixtureLogits: constant(Float32Array.of(0, Math.log(3)), [1, 2, 1]),
      mean: constant(Float32Array.of(-1, 1, 1, -1), [1, 2, 2]),
      logDeviation: constant(new Float32Array(4), [1, 2, 2]),
    };
    const loss = mixtureNegativeLogLikelihood(prediction, input("target", [1, 2]));
    const { loss: found } = await runGraph({ loss }, { target: { shape: [1, 2], data: Float32Array.of(1, -1) } });
    expect(found![0]).toBeCloseTo((Math.log(2 * Math.PI) - Math.log(0.25 * Math.exp(-4) + 0.75)) / 2, 5);
  });

  it("stays finite far from every component", async () => {
    // 1,000 deviations away: ½ · 10⁶ + ½ log 2π, where the density itself is 0 in float32.
    const found = await likelihood({ logits: [0, 0], means: [0, 0], logDeviations: [0, 0] }, 1000);
    expect(found).toBeCloseTo(500_000.919, -1);
  });
});
