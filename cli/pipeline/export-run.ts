/** A finished run's model as files for other tools, with everything that is known of it by now. */
import { exportModel, loadTrainedModel, type Precision } from "../../worldmodel/index.ts";
import { readValidity } from "../compare/read-validity.ts";
import type { ExportFile } from "../write-export.ts";
import { heldOutSamples } from "./held-out-samples.ts";
import { openRun } from "./run-folder.ts";
import { readReturns } from "./score-run.ts";

/** The card first. Throws a UsageError when there is no finished run, a SpecError when a file of it is damaged. */
export async function exportRun(path: string, precision: Precision): Promise<readonly ExportFile[]> {
  const run = await openRun(path);
  const trained = await loadTrainedModel(run.folder.path);
  const files = await exportModel(trained, {
    ...(await heldOutSamples(run, trained.model.config)),
    precision,
    returns: await readReturns(run.folder),
    validPrediction: await readValidity(run.folder),
  });
  return [...files].map(([name, bytes]) => ({ name, bytes }));
}
