/** Puts the episodes of several datasets of one world into one. */
import { resolve } from "node:path";
import { SpecError } from "../core/errors.ts";
import { type Dataset, openDataset } from "./dataset-reader.ts";
import { openDatasetWriter } from "./dataset-writer.ts";
import { requireSameHeader } from "./world.ts";

export interface MergeResult {
  /** Episodes that were appended. */
  readonly added: number;
  /** Episodes that the dataset held already, byte for byte. */
  readonly skipped: number;
  /** Episodes and control steps that the dataset holds now. */
  readonly episodes: number;
  readonly steps: number;
}

/**
 * Appends every episode of the sources, in order, to the dataset in `out`, which is made where there is none. An episode that is
 * there already, equal to the byte, is passed over, so that a merge that was stopped can be run again. A source of another world,
 * or of pictures that are drawn otherwise, is a SpecError that names the first difference, before anything is written.
 */
export async function mergeDatasets(
  out: string,
  sources: readonly string[],
  onEpisode?: (merged: number, of: number) => void,
): Promise<MergeResult> {
  const datasets: Dataset[] = [];
  for (const dir of sources) {
    if (resolve(dir) === resolve(out)) throw new SpecError(`${dir}: a source must be another folder than the result`);
    datasets.push(await openDataset(dir));
  }
  const [first, ...others] = datasets;
  if (first === undefined) throw new SpecError(`${out}: a merge must have a source at least, got none`);
  for (const { dir, header } of others) requireSameHeader(header, first.header, `${dir} beside ${first.dir}`);
  const writer = await openDatasetWriter(out, first.header);
  try {
    const known = new Set((await openDataset(out)).entries.map(({ sha256 }) => sha256));
    const total = datasets.reduce((sum, { entries }) => sum + entries.length, 0);
    let [added, skipped] = [0, 0];
    for (const dataset of datasets) {
      for (const [index, { sha256 }] of dataset.entries.entries()) {
        if (known.has(sha256)) {
          skipped += 1;
        } else {
          await writer.append(await dataset.readEpisode(index));
          known.add(sha256);
          added += 1;
        }
        onEpisode?.(added + skipped, total);
      }
    }
    return { added, skipped, episodes: writer.episodes, steps: writer.steps };
  } finally {
    await writer.close();
  }
}
