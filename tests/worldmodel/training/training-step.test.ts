/** A training step small enough to follow by hand: loss (w·x − y)², gradient 2x(w·x − y), clipping, Adam. */
import { describe, expect, it } from "vitest";
import { reduceSum } from "../../../worldmodel/autodiff/broadcast.ts";
import { add, scale, subtract } from "../../../worldmodel/autodiff/elementwise.ts";
import { matMul } from "../../../worldmodel/autodiff/matmul.ts";
import type { OptimiserOptions } from "../../../worldmodel/autodiff/optimiser.ts";
import { trainingStep } from "../../../worldmodel/autodiff/training-step.ts";
import { constant, input, parameter } from "../../../worldmodel/autodiff/value.ts";
import type { TrainerState } from "../../../worldmodel/models/arrays.ts";
import { Trainer } from "../../../worldmodel/runtime/trainer.ts";
import { meanSquaredError } from "../../../worldmodel/training/losses.ts";
import { expectClose } from "../support/expect-close.ts";
import { EVERY_OPTION } from "../support/training-cases.ts";

const SESSION = { device: "cpu", threads: 1 } as const;

async function open(optimiser: Partial<OptimiserOptions>, start: Partial<TrainerState> = {}): Promise<Trainer> {
  const [x, y] = [input("x", [1, 1]), input("y", [1, 1])];
  const w = parameter("w", [1, 1], { kind: "constant", data: Float32Array.of(2) });
  const error = subtract(matMul(x, w), y);
  const loss = meanSquaredError(error, subtract(y, y));
  const step = trainingStep({ loss, metrics: { error: meanSquaredError(x, y) }, optimiser });
  const state = { parameters: new Map([["w", Float32Array.of(2)]]), ...start };
  return Trainer.open("one-weight", step, state, SESSION);
}

const pair = (x: number, y: number): Record<string, Float32Array> => ({ x: Float32Array.of(x), y: Float32Array.of(y) });

describe("a training step", () => {
  it("reports the loss before the update, and every metric", async () => {
    const trainer = await open({ clipValue: 1 });
    // The gradient is 2·3·5.
    expect(await trainer.step(pair(3, 1), 0.1)).toEqual({ loss: 25, error: 4, gradientNorm: 30 });
    await trainer.dispose();
  });

  it("follows Kingma and Ba's algorithm 1 on clipped gradients", async () => {
    const trainer = await open({ clipValue: 1 });
    // Gradients 30 and 28.2 are cut to 1, so both corrected moments are 1: w falls by the learning rate, twice.
    await trainer.step(pair(3, 1), 0.1);
    expect((await trainer.read()).parameters.get("w")![0]).toBeCloseTo(1.9, 6);
    await trainer.step(pair(3, 1), 0.1);
    expect((await trainer.read()).parameters.get("w")![0]).toBeCloseTo(1.8, 6);
    // Gradient 2·1·(1.8 − 2.05) = −0.5: m = 0.9·0.19 − 0.05 = 0.121, v = 0.999·0.001999 + 0.001·0.25 = 0.002247001;
    // corrected by 1 − 0.9³ = 0.271 and 1 − 0.999³ = 0.002997001.
    await trainer.step(pair(1, 2.05), 0.1);
    const { parameters, optimiserState, steps } = await trainer.read();
    expect(steps).toBe(3);
    expect(optimiserState.get("w/adamMean")![0]).toBeCloseTo(0.121, 6);
    expect(optimiserState.get("w/adamSquare")![0]).toBeCloseTo(0.002247001, 9);
    const change = (0.1 * (0.121 / 0.271)) / Math.sqrt(0.002247001 / 0.002997001);
    expect(parameters.get("w")![0]).toBeCloseTo(1.8 - change, 6);
    await trainer.dispose();
  });

  it("leaves gradients whole where the bound is infinite", async () => {
    const trainer = await open({});
    await trainer.step(pair(3, 1), 0.1);
    expect((await trainer.read()).optimiserState.get("w/adamMean")![0]).toBeCloseTo(3, 5);
    await trainer.dispose();
  });

  it("scales gradients down to a bound on their norm, and then bounds each", async () => {
    // Two weights: the gradients are 2·3·5 = 30 and, of 40·v, 40: a norm of 50.
    const [w, v] = ["w", "v"].map((name) => parameter(name, [1, 1], { kind: "constant", data: Float32Array.of(2) }));
    const loss = add(meanSquaredError(scale(w!, 3), constant(Float32Array.of(1), [1, 1])), reduceSum(scale(v!, 40)));
    const parameters = new Map(["w", "v"].map((name) => [name, Float32Array.of(2)]));
    const meansWith = async (optimiser: Partial<OptimiserOptions>): Promise<number[]> => {
      const step = trainingStep({ loss, metrics: {}, optimiser: { ...optimiser, beta1: 0.5 } });
      const trainer = await Trainer.open("two-weights", step, { parameters }, SESSION);
      await trainer.step({}, 0.1);
      const { optimiserState } = await trainer.read();
      await trainer.dispose();
      // After one step the mean is half of the bounded gradient.
      return ["w", "v"].map((name) => 2 * optimiserState.get(`${name}/adamMean`)![0]!);
    };
    expectClose(await meansWith({ clipNorm: 5 }), [3, 4], 1e-6);
    expectClose(await meansWith({ clipNorm: 5, clipValue: 3.5 }), [3, 3.5], 1e-6);
    expect(await meansWith({ clipNorm: 64 })).toEqual([30, 40]);
  });

  it("decays weights beside the gradient with AdamW, and in it with Adam", async () => {
    const stepBy = async (rule: OptimiserOptions["rule"]): Promise<TrainerState> => {
      const trainer = await open({ rule, weightDecay: 0.5 });
      await trainer.step(pair(3, 1), 0.1);
      const state = await trainer.read();
      await trainer.dispose();
      return state;
    };
    const [adamw, adam] = [await stepBy("adamw"), await stepBy("adam")];
    // Adam's first change is the learning rate; AdamW takes 0.1 · 0.5 · 2 besides, and its mean knows the gradient of 30 alone.
    expect(adamw.parameters.get("w")![0]).toBeCloseTo(2 - 0.1 - 0.1, 6);
    expect(adamw.optimiserState.get("w/adamMean")![0]).toBeCloseTo(3, 6);
    expect(adam.parameters.get("w")![0]).toBeCloseTo(2 - 0.1, 6);
    expect(adam.optimiserState.get("w/adamMean")![0]).toBeCloseTo(0.1 * (30 + 0.5 * 2), 6);
  });

  it.each([
    [{ averaging: 1 }, "averaging must be in (0, 1), got 1"],
    [{ clipNorm: 0 }, "clipNorm must be above 0, got 0"],
    [{ weightDecay: -0.1 }, "weightDecay must be at least 0, got -0.1"],
  ])("refuses %j", async (optimiser, message) => {
    await expect(open(optimiser)).rejects.toThrow(`optimiser: ${message}`);
  });

  it.each([
    ["", { clipValue: 1 }],
    [", with every option of the optimiser", EVERY_OPTION],
  ] as const)("goes on bit for bit from what it read%s", async (_title, optimiser) => {
    const batches = [pair(3, 1), pair(1, 2), pair(-2, 0.5), pair(0.3, 1)];
    const whole = await open(optimiser);
    for (const batch of batches) await whole.step(batch, 0.05);
    const first = await open(optimiser);
    for (const batch of batches.slice(0, 2)) await first.step(batch, 0.05);
    const resumed = await open(optimiser, await first.read());
    for (const batch of batches.slice(2)) await resumed.step(batch, 0.05);
    expect(await resumed.read()).toEqual(await whole.read());
    for (const trainer of [whole, first, resumed]) await trainer.dispose();
  });

  it("refuses a loss that is not finite and stays as it was", async () => {
    const trainer = await open({ clipValue: 1 });
    await trainer.step(pair(3, 1), 0.1);
    const before = await trainer.read();
    await expect(trainer.step(pair(Number.NaN, 1), 0.1)).rejects.toThrow(
      "training step 2: loss must be finite, got NaN; x holds NaN in 1 of 1 elements",
    );
    expect(await trainer.read()).toEqual(before);
    await trainer.dispose();
  });

  it("names a batch array of the wrong size", async () => {
    const trainer = await open({ clipValue: 1 });
    await expect(trainer.step({ ...pair(1, 1), y: new Float32Array(2) }, 0.1)).rejects.toThrow(
      "training step: y must have 1 elements for [1,1], got 2",
    );
    await trainer.dispose();
  });

  it("reads frozen parameters and leaves them as they are", async () => {
    const [x, y] = [input("x", [1, 1]), input("y", [1, 1])];
    const [w, f] = ["w", "f"].map((name) => parameter(name, [1, 1], { kind: "constant", data: Float32Array.of(2) }));
    const loss = meanSquaredError(matMul(matMul(x, w!), f!), y);
    const step = trainingStep({ loss, metrics: {}, frozen: (name) => name === "f" });
    expect(step.parameters.map(({ name }) => name)).toEqual(["w"]);
    const frozen = new Map([["f", Float32Array.of(2)]]);
    const trainer = await Trainer.open(
      "frozen",
      step,
      { parameters: frozen.set("w", Float32Array.of(1)) },
      SESSION,
      frozen,
    );
    // (1·1·2 − 0)² twice: w falls by the learning rate in between, f does not.
    expect((await trainer.step(pair(1, 0), 0.5))["loss"]).toBe(4);
    expect((await trainer.step(pair(1, 0), 0.5))["loss"]).toBeCloseTo(1, 5);
    expect([...(await trainer.read()).parameters.keys()]).toEqual(["w"]);
    await trainer.dispose();
  });

  it("carries on what its loss reads of the step before, from zero, through checkpoints too", async () => {
    const [x, y] = [input("x", [1, 1]), input("y", [1, 1])];
    const w = parameter("w", [1, 1], { kind: "constant", data: Float32Array.of(2) });
    const sum = add(input("sum", [1, 1]), x);
    const loss = meanSquaredError(add(scale(w, 0), sum), y);
    const step = trainingStep({ loss, metrics: {}, carried: { sum } });
    expect(step.inputs.map(({ name }) => name)).not.toContain("sum");
    const parameters = new Map([["w", Float32Array.of(2)]]);
    const trainer = await Trainer.open("carrying", step, { parameters }, SESSION);
    expect((await trainer.step(pair(3, 0), 0.1))["loss"]).toBe(9);
    expect((await trainer.step(pair(4, 0), 0.1))["loss"]).toBe(49);
    const resumed = await Trainer.open("carrying", step, await trainer.read(), SESSION);
    expect((await resumed.step(pair(1, 0), 0.1))["loss"]).toBe(64);
    await trainer.dispose();
    await resumed.dispose();
  });
});
