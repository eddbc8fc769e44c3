/** Numbers that are no longer finite are traced to the layer, operator and elements in which they arose. */
import { describe, expect, it } from "vitest";
import { reduceSum } from "../../../worldmodel/autodiff/broadcast.ts";
import { exp, multiply, sqrt, square } from "../../../worldmodel/autodiff/elementwise.ts";
import { trainingStep } from "../../../worldmodel/autodiff/training-step.ts";
import { constant, input, parameter, type Value } from "../../../worldmodel/autodiff/value.ts";
import { inLayer } from "../../../worldmodel/layers/in-layer.ts";
import { linear } from "../../../worldmodel/layers/linear.ts";
import type { Arrays } from "../../../worldmodel/models/arrays.ts";
import { locateNonFinite } from "../../../worldmodel/runtime/locate-non-finite.ts";
import type { Device } from "../../../worldmodel/runtime/session.ts";
import { Trainer } from "../../../worldmodel/runtime/trainer.ts";
import { runTrainingCase, vaeCase } from "../support/training-cases.ts";

const SESSION: { readonly device: Device; readonly threads: number } = { device: "cpu", threads: 1 };
const floats = (...data: number[]): Float32Array => Float32Array.from(data);

describe("a training step whose numbers are not finite", () => {
  it("names the layer of V that overflows", async () => {
    const training = vaeCase(0);
    // relu(1e30 · x) · 1e30 leaves float32, whose largest number is 3.4e38, wherever relu lets a unit through.
    const huge = new Map(training.parameters);
    for (const name of ["vae.encoder.0.weight", "vae.encoder.1.weight"]) {
      huge.set(name, new Float32Array(huge.get(name)!.length).fill(1e30));
    }
    const run = runTrainingCase({ ...training, parameters: huge }, 1, SESSION);
    await expect(run).rejects.toThrow(
      /^training step 1: loss must be finite, got (NaN|Infinity); layer vae\.encoder\.1: matMul gives Infinity in (\d+) of 42 elements$/,
    );
  });

  it("names the layer whose gradient is not finite where the loss still is", async () => {
    // d√s/ds = 1 / (2√s) at s = Σ (x·w)² = 0, then 0 · ∞.
    const w = parameter("w", [2], { kind: "constant", data: floats(0, 0) });
    const loss = inLayer("length", () => sqrt(reduceSum(square(multiply(input("x", [2]), w)))));
    const step = trainingStep({ loss, metrics: {}, optimiser: { clipValue: 1 } });
    const trainer = await Trainer.open("length", step, { parameters: new Map([["w", floats(0, 0)]]) }, SESSION);
    await expect(trainer.step({ x: floats(1, 1) }, 0.1)).rejects.toThrow(
      "training step 1: gradientNorm must be finite, got NaN; gradient of layer length: divide gives Infinity in 1 of 1 elements",
    );
    expect((await trainer.read()).parameters.get("w")).toEqual(floats(0, 0));
    await trainer.dispose();
  });
});

describe("locateNonFinite", () => {
  const x = input("x", [2, 3]);
  const located = (y: Value, arrays: Record<string, Float32Array>): Promise<string | undefined> =>
    locateNonFinite({ y }, new Map(Object.entries(arrays)), 1);

  it("counts the elements of the first value that is not finite, in the order of computation", async () => {
    const first = inLayer("first", () => exp(x));
    const second = inLayer("second", () => exp(multiply(first, first)));
    // exp(90) = 1.2e39 overflows; exp(20)² does not, but its exponential does.
    expect(await located(second, { x: floats(90, 0, 1, 90, 2, 20) })).toBe(
      "layer first: exp gives Infinity in 2 of 6 elements",
    );
    expect(await located(second, { x: floats(0, 0, 1, 0, 0, 20) })).toBe(
      "layer second: exp gives Infinity in 1 of 6 elements",
    );
  });

  it("says when it is an input or a weight that was not finite before", async () => {
    const y = linear("layer", 1)(x);
    const weights = { "layer.weight": floats(1, Number.NaN, 1), "layer.bias": floats(0) };
    expect(await located(y, { x: floats(0, 0, 0, 0, 0, 0), ...weights })).toBe(
      "layer.weight holds NaN in 1 of 3 elements",
    );
    expect(await located(exp(x), { x: floats(0, Number.NEGATIVE_INFINITY, 0, 0, 0, 0) })).toBe(
      "x holds -Infinity in 1 of 6 elements",
    );
  });

  it("names the update of a parameter", async () => {
    const w = parameter("w", [1], { kind: "constant", data: floats(1) });
    const step = trainingStep({ loss: reduceSum(square(w)), metrics: {}, optimiser: { clipValue: 1 } });
    const state: Arrays = new Map([
      ...Object.entries({ w: floats(1), step: floats(1), learningRate: floats(0.1) }),
      ...Object.entries({ "w/adamMean": floats(0), "w/adamSquare": floats(-1) }),
    ]);
    // A mean square below 0 has no root.
    expect(await locateNonFinite(step.outputs, state, 1)).toBe("update of w: sqrt gives NaN in 1 of 1 elements");
  });

  it("finds nothing where every number is finite", async () => {
    expect(await located(exp(x), { x: new Float32Array(6) })).toBeUndefined();
    expect(await located(constant(1), {})).toBeUndefined();
  });
});
