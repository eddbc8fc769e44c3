/** A run's `model/` folder: the trained model as files. */
import { SpecError, UsageError } from "../../sim/index.ts";
import { decodeModelFiles, MODEL_CARD, type TrainedModel } from "../../worldmodel/index.ts";
import type { RunFolder } from "./run-folder.ts";

export const MODEL_FOLDER = "model";

/** A UsageError when the run has no model yet; a SpecError when a file of it is missing, truncated or altered. */
export async function readModel(folder: RunFolder): Promise<TrainedModel> {
  if ((await folder.read(MODEL_FOLDER, MODEL_CARD)) === undefined) {
    throw new UsageError(
      `${folder.path}: a trained model required, and training has not finished; go on with craik train … --run ${folder.path} --resume`,
    );
  }
  const read = async (name: string): Promise<Uint8Array> => {
    const bytes = await folder.read(MODEL_FOLDER, name);
    if (bytes === undefined)
      throw new SpecError(`${folder.file(MODEL_FOLDER, name)}: required by ${MODEL_CARD}, and it is missing`);
    return bytes;
  };
  return decodeModelFiles(read, folder.file(MODEL_FOLDER));
}
