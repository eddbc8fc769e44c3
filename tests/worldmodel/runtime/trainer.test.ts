/** Several training steps in one call of ONNX Runtime are those steps one by one. */
import { describe, expect, it } from "vitest";
import { Trainer, type Update } from "../../../worldmodel/runtime/trainer.ts";
import { EVERY_OPTION, rnnCase, runTrainingCase, type TrainingCase, vaeCase } from "../support/training-cases.ts";

const SESSION = { device: "cpu", threads: 1 } as const;
const CASES: Readonly<Record<string, () => TrainingCase>> = {
  V: () => vaeCase(0.2),
  M: () => rnnCase({ residual: true, headUnits: 5 }),
  "M, averaged by AdamW": () => rnnCase({ residual: true, headUnits: 5 }, EVERY_OPTION),
};

describe.each(Object.keys(CASES))("several steps of %s in one call", (name) => {
  const training = CASES[name]!();
  const updates = (count: number, from = 0): Update[] =>
    Array.from({ length: count }, (_, index) => ({
      batch: training.batch(from + index),
      // Another rate each, so that a step with its neighbour's would show.
      learningRate: training.learningRate / (1 + from + index),
    }));
  const open = (stepsPerRun: number): Promise<Trainer> =>
    Trainer.open(name, training.step, { parameters: training.parameters }, { ...SESSION, stepsPerRun });

  it("leave the same bytes and metrics as one by one", async () => {
    const [single, chained] = [await open(1), await open(3)];
    const metrics: unknown[] = [];
    for (const { batch, learningRate } of updates(6)) metrics.push(await single.step(batch, learningRate));
    const found = [...(await chained.advance(updates(3))), ...(await chained.advance(updates(3, 3)))];
    expect(found).toEqual(metrics);
    expect(await chained.read()).toEqual(await single.read());
    expect(chained.steps).toBe(6);
    for (const trainer of [single, chained]) await trainer.dispose();
  });

  it("are taken singly where fewer are given", async () => {
    expect(await runTrainingCase(training, 8, { ...SESSION, stepsPerRun: 3 })).toEqual(
      await runTrainingCase(training, 8, { ...SESSION, stepsPerRun: 1 }),
    );
  });

  it.each([0, 1, 2])("stop before update %i, whose loss is not finite, and name it", async (bad) => {
    const given = updates(3).map((update, index) =>
      index === bad ? { ...update, batch: poisoned(update.batch) } : update,
    );
    const [single, chained] = [await open(1), await open(3)];
    for (const { batch, learningRate } of given.slice(0, bad)) await single.step(batch, learningRate);
    if (bad > 0) expect(await chained.advance(given)).toHaveLength(bad);
    const refusal = `training step ${bad + 1}: loss must be finite, got NaN`;
    await expect(chained.advance(given.slice(bad))).rejects.toThrow(refusal);
    if (bad === 0) await expect(chained.advance(given)).rejects.toThrow(refusal);
    expect(await chained.read()).toEqual(await single.read());
    for (const trainer of [single, chained]) await trainer.dispose();
  });
});

function poisoned(batch: Update["batch"]): Update["batch"] {
  return Object.fromEntries(Object.entries(batch).map(([name, data]) => [name, data.map(() => Number.NaN)]));
}
