/** Losses on held-out data, and training that ends by them, with one weight: loss (w·x − y)². */
import { describe, expect, it } from "vitest";
import { matMul } from "../../../worldmodel/autodiff/matmul.ts";
import { trainingStep } from "../../../worldmodel/autodiff/training-step.ts";
import { input, parameter, type Value } from "../../../worldmodel/autodiff/value.ts";
import type { TrainerState } from "../../../worldmodel/models/arrays.ts";
import { LossMeter } from "../../../worldmodel/runtime/loss-meter.ts";
import { Trainer } from "../../../worldmodel/runtime/trainer.ts";
import { hasEnded, weightsOf } from "../../../worldmodel/training/held-out.ts";
import { meanSquaredError } from "../../../worldmodel/training/losses.ts";
import { runTraining, type TrainingHooks } from "../../../worldmodel/training/run-training.ts";

const SESSION = { device: "cpu", threads: 1 } as const;
const pair = (x: number, y: number): Record<string, Float32Array> => ({ x: Float32Array.of(x), y: Float32Array.of(y) });

function lossOfOneWeight(): Value {
  const w = parameter("w", [1, 1], { kind: "constant", data: Float32Array.of(2) });
  return meanSquaredError(matMul(input("x", [1, 1]), w), input("y", [1, 1]));
}

interface Told {
  readonly state: TrainerState;
  readonly checkpoints: readonly TrainerState[];
  readonly measured: readonly (readonly [step: number, loss: number])[];
}

/**
 * Trains w from 2 towards 0. Gradients 2w are cut to 1 while w is above 0.5, so Adam takes the learning rate of 0.1 from w each time.
 * On held-out data w should be 1.5, which it is after the fifth update.
 */
async function train(
  patience: number | null,
  start?: TrainerState,
  every = 1,
  averaging: number | null = null,
): Promise<Told> {
  const loss = lossOfOneWeight();
  const step = trainingStep({ loss, metrics: {}, optimiser: { clipValue: 1, averaging } });
  const parameters = new Map([["w", Float32Array.of(2)]]);
  const trainer = await Trainer.open("one-weight", step, { parameters, ...start }, SESSION);
  const meter = await LossMeter.open({ loss }, [pair(1, 1.5)], SESSION);
  const checkpoints: TrainerState[] = [];
  const measured: (readonly [number, number])[] = [];
  const hooks: TrainingHooks = {
    checkpointEvery: 3,
    onCheckpoint: async (state) => void checkpoints.push(state),
    onHeldOut: (at, metrics) => void measured.push([at, metrics["loss"]!]),
  };
  const state = await runTraining(trainer, {
    batchAt: () => pair(1, 0),
    schedule: { steps: 12, learningRate: { start: 0.1, end: 0.1 } },
    heldOut: { every, batches: 1, patience, meter },
    best: start?.best,
    hooks,
  });
  await trainer.dispose();
  await meter.dispose();
  return { state, checkpoints, measured };
}

describe("LossMeter", () => {
  it("gives the mean over its batches, and leaves out what the loss does not need", async () => {
    const batches = [pair(1, 0), { ...pair(3, 1), other: Float32Array.of(7) }];
    const meter = await LossMeter.open({ loss: lossOfOneWeight() }, batches, SESSION);
    const { weights } = await trainerAt(2);
    // ((2·1 − 0)² + (2·3 − 1)²) / 2
    expect(await meter.measure(weights)).toEqual({ loss: 14.5 });
    await meter.dispose();
  });

  it("names an input that a batch lacks", async () => {
    await expect(LossMeter.open({ loss: lossOfOneWeight() }, [{ x: Float32Array.of(1) }], SESSION)).rejects.toThrow(
      "LossMeter: batches must hold y, one does not",
    );
  });
});

describe("training with held-out losses", () => {
  it("measures behind every so many updates and behind the last", async () => {
    const { measured, state } = await train(null, undefined, 5);
    expect(measured.map(([step]) => step)).toEqual([4, 9, 11]);
    expect(measured[0]![1]).toBeCloseTo(0, 6);
    expect(measured[1]![1]).toBeCloseTo(0.5 ** 2, 5);
    expect(state.steps).toBe(12);
    expect(state.best).toBeUndefined();
  });

  it("ends when its patience does, and keeps the best weights", async () => {
    const { state } = await train(3);
    expect(state.steps).toBe(8);
    expect(state.best?.steps).toBe(5);
    expect(weightsOf(state).get("w")![0]).toBeCloseTo(1.5, 5);
    expect(state.parameters.get("w")![0]).toBeCloseTo(1.2, 5);
    expect(hasEnded(state, { steps: 12 }, { every: 1, patience: 3 })).toBe(true);
    expect(hasEnded(state, { steps: 12 }, { every: 1, patience: 4 })).toBe(false);
    expect(hasEnded(state, { steps: 8 }, { every: 1, patience: null })).toBe(true);
  });

  it("measures, keeps and gives the averages where the optimiser averages", async () => {
    const { measured, checkpoints, state } = await train(null, undefined, 3, 0.5);
    // w is 1.9, 1.8 and 1.7, and each counts for twice the one before.
    const average = (1.9 + 2 * 1.8 + 4 * 1.7) / 7;
    expect(measured[0]![1]).toBeCloseTo((average - 1.5) ** 2, 6);
    expect(checkpoints[0]!.parameters.get("w")![0]).toBeCloseTo(1.7, 6);
    expect(weightsOf(checkpoints[0]!).get("w")![0]).toBeCloseTo(average, 6);
    const best = (await train(9, undefined, 3, 0.5)).checkpoints[0]!.best!;
    expect(best.parameters.get("w")![0]).toBeCloseTo(average, 6);
    expect((await train(null, checkpoints[0], 3, 0.5)).state).toEqual(state);
  });

  it("goes on from any checkpoint to the same bits, behind the best weights too", async () => {
    const { state, checkpoints } = await train(3);
    expect(checkpoints.map(({ steps, best }) => [steps, best?.steps])).toEqual([
      [3, 3],
      [6, 5],
    ]);
    for (const checkpoint of checkpoints) expect((await train(3, checkpoint)).state).toEqual(state);
  });
});

async function trainerAt(w: number): Promise<{ readonly weights: Trainer["weights"] }> {
  const step = trainingStep({ loss: lossOfOneWeight(), metrics: {}, optimiser: { clipValue: 1 } });
  return Trainer.open("one-weight", step, { parameters: new Map([["w", Float32Array.of(w)]]) }, SESSION);
}
