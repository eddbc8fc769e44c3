import { expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { trainVae } from "../../../worldmodel/training/train-vae.ts";
import { sequenceInMemory } from "../support/sequence-in-memory.ts";

it("ends training at once with the reason of the signal", async () => {
  const sequence = sequenceInMemory(
    { decisions: 1, terminated: false },
    { observations: Float32Array.of(1, -1), actions: new Float32Array(1), rewards: new Float32Array(1) },
  );
  const reason = new Error("the person pressed Ctrl-C");
  const steps: number[] = [];
  const interrupt = new AbortController();
  const trained = trainVae(
    [sequence],
    {
      model: { kind: "perceptron", observations: 1, latents: 1, hidden: [2] },
      normalisation: { mean: [0], std: [1] },
      loss: { reconstructionStd: 1, divergenceTolerance: 0 },
      schedule: { steps: 5, learningRate: { start: 0.01, end: 0.001 } },
      batch: 2,
    },
    createRng(0),
    { device: "cpu", threads: 1 },
    undefined,
    {
      onStep: (step) => {
        steps.push(step);
        if (step === 1) interrupt.abort(reason);
      },
      signal: interrupt.signal,
    },
  );
  await expect(trained).rejects.toBe(reason);
  expect(steps).toEqual([0, 1]);
});
