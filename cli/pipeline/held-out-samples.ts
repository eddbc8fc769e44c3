/** What a run's model is measured on and shown by: samples of the episodes that were kept out of training. */
import { spaceSize } from "../../sim/index.ts";
import {
  type MeasureOptions,
  type SampleOptions,
  sampleSequences,
  type WorldModelConfig,
} from "../../worldmodel/index.ts";
import { HELD_OUT } from "./collect.ts";
import { actingOptions } from "./context.ts";
import type { OpenedRun } from "./run-folder.ts";
import { openDecisions } from "./stored-decisions.ts";

/** Measured on the CPU, wherever the run was trained. */
export async function heldOutSamples(
  { folder, config }: OpenedRun,
  { modality, actionSpace, actionRepeat, normalisation }: WorldModelConfig,
  size?: SampleOptions,
): Promise<MeasureOptions> {
  const { scenarioHash, threads } = config;
  const stored = await openDecisions(folder.file(HELD_OUT), { scenarioHash, modality, actionRepeat });
  try {
    const widths = { observations: spaceSize(stored.space), actions: spaceSize(actionSpace) };
    const samples = sampleSequences(stored.sequences, widths, size);
    return { samples, observationStd: normalisation.std, session: actingOptions(threads) };
  } finally {
    stored.close();
  }
}
