/** Reads a dataset folder. Only episodes that the manifest names, with the bytes that it names, are ever read. */
import { join } from "node:path";
import type { Episode } from "../core/episode.ts";
import { SpecError } from "../core/errors.ts";
import { sha256 } from "./dataset-writer.ts";
import { decodeEpisode } from "./episode-arrow.ts";
import {
  type DatasetEntry,
  type DatasetHeader,
  HEADER_FILE,
  readHeader,
  readIfThere,
  readManifest,
  requireSameWorld,
} from "./manifest.ts";

export interface DatasetReaderOptions {
  /** The world that the dataset must be of: a dataset of another one is a SpecError. */
  readonly scenario?: string;
  readonly scenarioHash?: string;
}

/** A dataset folder as it was when it was opened. */
export interface Dataset {
  readonly dir: string;
  readonly header: DatasetHeader;
  readonly entries: readonly DatasetEntry[];
  /** Control steps in all episodes. */
  readonly steps: number;
  /** Reads one episode and checks its hash. Throws a SpecError that names file, expected and found. */
  readEpisode(index: number): Promise<Episode>;
}

/**
 * Opens a dataset folder for reading; a writer may go on writing meanwhile.
 *
 * ```ts
 * const dataset = await openDataset("runs/first/dataset");
 * const episode = await dataset.readEpisode(0);
 * ```
 */
export async function openDataset(dir: string, options: DatasetReaderOptions = {}): Promise<Dataset> {
  const header = await readHeader(dir);
  if (header === null) throw new SpecError(`${dir}: must be a dataset folder, got no ${HEADER_FILE} in it`);
  for (const field of ["scenario", "scenarioHash"] as const) {
    const expected = options[field];
    if (expected !== undefined && expected !== header[field]) {
      throw new SpecError(`${join(dir, HEADER_FILE)}: ${field} must be ${expected}, got ${header[field]}`);
    }
  }
  const { entries } = await readManifest(dir);
  return {
    dir,
    header,
    entries,
    steps: entries.reduce((sum, entry) => sum + entry.steps, 0),
    async readEpisode(index) {
      const entry = entries[index];
      if (entry === undefined) {
        throw new SpecError(`${dir}: episode must be an integer from 0 to ${entries.length - 1}, got ${index}`);
      }
      return await readEpisodeFile(dir, entry, header);
    },
  };
}

async function readEpisodeFile(dir: string, entry: DatasetEntry, header: DatasetHeader): Promise<Episode> {
  const path = join(dir, entry.file);
  const bytes = await readIfThere(path);
  const mustBe = (name: string, expected: string | number, found: string | number): void => {
    if (expected !== found)
      throw new SpecError(`${path}: ${name} must be ${expected} as in the manifest, got ${found}`);
  };
  if (bytes === undefined) throw new SpecError(`${path}: must exist as in the manifest, got no such file`);
  mustBe("size in bytes", entry.bytes, bytes.length);
  mustBe("sha256", entry.sha256, sha256(bytes));
  const episode = decodeEpisode(bytes, path);
  mustBe("steps", entry.steps, episode.steps);
  requireSameWorld(episode, header, path);
  return episode;
}
