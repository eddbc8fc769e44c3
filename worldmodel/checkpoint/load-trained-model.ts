/** Reads the model of a finished run from its folder. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SpecError, UsageError } from "../../sim/core/index.ts";
import { decodeModelFiles, MODEL_CARD, type TrainedModel } from "./model-files.ts";

/** Where a run keeps its model. */
export const MODEL_FOLDER = "model";

/** A UsageError when the run has no model yet; a SpecError when a file of it is missing, truncated or altered. */
export async function loadTrainedModel(run: string): Promise<TrainedModel> {
  const folder = join(run, MODEL_FOLDER);
  return decodeModelFiles(async (name) => {
    const bytes = await readIfThere(join(folder, name));
    if (bytes !== undefined) return bytes;
    if (name !== MODEL_CARD) throw new SpecError(`${join(folder, name)}: required by ${MODEL_CARD}, and it is missing`);
    throw new UsageError(
      `${run}: a trained model required, and training has not finished; go on with craik train … --run ${run} --resume`,
    );
  }, folder);
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
