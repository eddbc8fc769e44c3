/** Data that stays on the device gives the same training as batches put together on the CPU. */
import { describe, expect, it } from "vitest";
import type { TrainingHooks } from "../../../worldmodel/training/run-training.ts";
import { RESIDENT_TRAININGS } from "../support/resident-trainings.ts";

const CPU = { device: "cpu", threads: 1 } as const;

describe.each(Object.entries(RESIDENT_TRAININGS))("%s", (_name, train) => {
  it.each([1, 4])("ends with the same bytes, %i steps at a time", async (stepsPerRun) => {
    const losses: number[][] = [[], []];
    const hooks = (index: number): TrainingHooks => ({
      onStep: (_step, { loss }) => void losses[index]!.push(loss!),
    });
    const streamed = await train({ ...CPU, stepsPerRun, residentBytes: 0 }, hooks(0));
    const resident = await train({ ...CPU, stepsPerRun, residentBytes: 2 ** 20 }, hooks(1));
    expect(resident).toEqual(streamed);
    expect(losses[1]).toEqual(losses[0]);
    expect(losses[0]).toHaveLength(10);
  });
});

describe("a training whose data is not finite", () => {
  it("says so where the data is resident too", async () => {
    const train = RESIDENT_TRAININGS["M with burn-in"]!;
    await expect(train({ ...CPU, residentBytes: 2 ** 20 }, {}, Number.NaN)).rejects.toThrow(
      /^training step 1: loss must be finite, got NaN; posteriorMean holds NaN in \d+ of \d+ elements$/,
    );
  });
});
