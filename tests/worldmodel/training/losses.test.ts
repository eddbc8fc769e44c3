/** Losses at points where they are known. */
import { describe, expect, it } from "vitest";
import { constant, input, type Value } from "../../../worldmodel/autodiff/value.ts";
import {
  bernoulliCrossEntropy,
  categoricalCrossEntropy,
  gaussianNegativeLogLikelihood,
  huber,
  meanSquaredError,
} from "../../../worldmodel/training/losses.ts";
import { runGraph } from "../support/run-graph.ts";

const row = (...data: number[]): Value => constant(Float32Array.from(data), [1, data.length]);
const lossOf = async (loss: Value): Promise<number> => (await runGraph({ loss }, {}))["loss"]![0]!;

describe("the cross-entropy of a Bernoulli", () => {
  it.each([
    { logit: 0, target: 1, loss: Math.LN2 },
    { logit: 2, target: 0, loss: Math.log1p(Math.exp(2)) },
    { logit: -300, target: 1, loss: 300 },
    { logit: 300, target: 1, loss: 0 },
  ])("of logit $logit against $target is $loss", async ({ logit, target, loss }) => {
    const pair = [constant(Float32Array.of(logit), [1, 1]), input("target", [1, 1])] as const;
    const feeds = { target: { shape: [1, 1], data: Float32Array.of(target) } };
    const results = await runGraph({ loss: bernoulliCrossEntropy(...pair) }, feeds);
    expect(results["loss"]![0]).toBeCloseTo(loss, 4);
  });
});

describe("the cross-entropy of classes", () => {
  it("of the right class is −log of its probability", async () => {
    // softmax(log 1, log 2, log 5) = (1, 2, 5) / 8.
    const logits = row(0, Math.LN2, Math.log(5));
    expect(await lossOf(categoricalCrossEntropy(logits, row(0, 1, 0)))).toBeCloseTo(Math.log(4), 6);
  });

  it("stays finite where the class's probability is 0 in float32", async () => {
    expect(await lossOf(categoricalCrossEntropy(row(0, 1000), row(1, 0)))).toBe(1000);
  });
});

describe("the Gaussian's negative log-likelihood", () => {
  it("is ½ log 2π + log σ + ½ ((y − μ) / σ)²", async () => {
    const gaussian = { mean: row(1), logDeviation: row(Math.LN2) };
    const wanted = 0.5 * Math.log(2 * Math.PI) + Math.LN2 + 1.125;
    expect(await lossOf(gaussianNegativeLogLikelihood(gaussian, row(4)))).toBeCloseTo(wanted, 6);
  });
});

describe("Huber's loss", () => {
  it.each([
    { error: 0.5, loss: 0.125 },
    { error: 2, loss: 2 },
    { error: 3, loss: 4 },
    { error: -3, loss: 4 },
    { error: 1e6, loss: 2 * (1e6 - 1) },
  ])("with threshold 2 of an error of $error is $loss", async ({ error, loss }) => {
    expect(await lossOf(huber(row(error), row(0), 2))).toBeCloseTo(loss, 6);
  });
});

describe("a target of another shape", () => {
  const [prediction, column] = [input("prediction", [2, 3]), input("column", [2, 1])];
  it.each([
    { name: "meanSquaredError", build: () => meanSquaredError(prediction, column) },
    { name: "huber", build: () => huber(prediction, column) },
    { name: "bernoulliCrossEntropy", build: () => bernoulliCrossEntropy(prediction, column) },
    {
      name: "gaussianNegativeLogLikelihood",
      build: () => gaussianNegativeLogLikelihood({ mean: prediction, logDeviation: prediction }, column),
    },
  ])("is refused by $name, which would else repeat it", ({ name, build }) => {
    expect(build).toThrow(`loss ${name}: target must be [B,…]=[2,3], got [2,1]`);
  });
});
