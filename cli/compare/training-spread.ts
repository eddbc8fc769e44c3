/** Mean and standard deviation of every compared quantity in a run's training data: the scale that errors are measured on. */
import type { Quantity } from "../../agents/index.ts";
import { SpecError, spaceSize } from "../../sim/index.ts";
import { columnMoments, columnOf, type WorldModelConfig } from "../../worldmodel/index.ts";
import { DATASET } from "../pipeline/collect.ts";
import type { RunFolder } from "../pipeline/run-folder.ts";
import { openDecisions } from "../pipeline/stored-decisions.ts";

/** Observed elements, then the reward of a decision; a quantity that never varies gets the standard deviation 1. */
export async function trainingSpread(folder: RunFolder, config: WorldModelConfig): Promise<readonly Quantity[]> {
  const { actionRepeat, modality, observationSpace, scenarioHash } = config;
  const space = observationSpace[modality];
  if (!space) throw new SpecError(`${folder.path}: the model's modality ${modality} required in its observation space`);
  const stored = await openDecisions(folder.file(DATASET), { scenarioHash, modality, actionRepeat });
  const momentsOf = (column: "observations" | "rewards", width: number): ReturnType<typeof columnMoments> =>
    columnMoments(columnOf(stored.sequences, column, width), width);
  try {
    const observed = momentsOf("observations", spaceSize(space));
    const rewards = momentsOf("rewards", 1);
    const elements = space.names.map((name, index) => ({
      name,
      unit: space.units[index] ?? "1",
      mean: observed.mean[index] ?? 0,
      std: observed.std[index] ?? 1,
    }));
    return [...elements, { name: "reward", unit: "1", mean: rewards.mean[0] ?? 0, std: rewards.std[0] ?? 1 }];
  } finally {
    stored.close();
  }
}
