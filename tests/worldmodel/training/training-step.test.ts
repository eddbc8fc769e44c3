/** A training step small enough to follow by hand: loss (w·x − y)², gradient 2x(w·x − y), clipping, Adam. */
import { describe, expect, it } from "vitest";
import { subtract } from "../../../worldmodel/autodiff/elementwise.ts";
import { matMul } from "../../../worldmodel/autodiff/matmul.ts";
import { adam } from "../../../worldmodel/autodiff/optimiser.ts";
import { trainingStep } from "../../../worldmodel/autodiff/training-step.ts";
import { input, parameter } from "../../../worldmodel/autodiff/value.ts";
import type { TrainerState } from "../../../worldmodel/models/arrays.ts";
import { Trainer } from "../../../worldmodel/runtime/trainer.ts";
import { meanSquaredError } from "../../../worldmodel/training/losses.ts";

const SESSION = { device: "cpu", threads: 1 } as const;

async function open(clipValue: number, start: Partial<TrainerState> = {}): Promise<Trainer> {
  const [x, y] = [input("x", [1, 1]), input("y", [1, 1])];
  const w = parameter("w", [1, 1], { kind: "constant", data: Float32Array.of(2) });
  const error = subtract(matMul(x, w), y);
  const loss = meanSquaredError(error, subtract(y, y));
  const step = trainingStep({ loss, metrics: { error: meanSquaredError(x, y) }, optimiser: adam(), clipValue });
  const state = { parameters: new Map([["w", Float32Array.of(2)]]), ...start };
  return Trainer.open("one-weight", step, state, SESSION);
}

const pair = (x: number, y: number): Record<string, Float32Array> => ({ x: Float32Array.of(x), y: Float32Array.of(y) });

describe("a training step", () => {
  it("reports the loss before the update, and every metric", async () => {
    const trainer = await open(1);
    // The gradient is 2·3·5.
    expect(await trainer.step(pair(3, 1), 0.1)).toEqual({ loss: 25, error: 4, gradientNorm: 30 });
    await trainer.dispose();
  });

  it("follows Kingma and Ba's algorithm 1 on clipped gradients", async () => {
    const trainer = await open(1);
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
    const trainer = await open(Number.POSITIVE_INFINITY);
    await trainer.step(pair(3, 1), 0.1);
    expect((await trainer.read()).optimiserState.get("w/adamMean")![0]).toBeCloseTo(3, 5);
    await trainer.dispose();
  });

  it("goes on bit for bit from what it read", async () => {
    const batches = [pair(3, 1), pair(1, 2), pair(-2, 0.5), pair(0.3, 1)];
    const whole = await open(1);
    for (const batch of batches) await whole.step(batch, 0.05);
    const first = await open(1);
    for (const batch of batches.slice(0, 2)) await first.step(batch, 0.05);
    const resumed = await open(1, await first.read());
    for (const batch of batches.slice(2)) await resumed.step(batch, 0.05);
    expect(await resumed.read()).toEqual(await whole.read());
    for (const trainer of [whole, first, resumed]) await trainer.dispose();
  });

  it("refuses a loss that is not finite and stays as it was", async () => {
    const trainer = await open(1);
    await trainer.step(pair(3, 1), 0.1);
    const before = await trainer.read();
    await expect(trainer.step(pair(Number.NaN, 1), 0.1)).rejects.toThrow(
      "training step 2: loss must be finite, got NaN; x holds NaN in 1 of 1 elements",
    );
    expect(await trainer.read()).toEqual(before);
    await trainer.dispose();
  });

  it("names a batch array of the wrong size", async () => {
    const trainer = await open(1);
    await expect(trainer.step({ ...pair(1, 1), y: new Float32Array(2) }, 0.1)).rejects.toThrow(
      "training step: y must have 1 elements for [1,1], got 2",
    );
    await trainer.dispose();
  });
});
