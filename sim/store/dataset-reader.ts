/** Reads a dataset folder. Only episodes that the manifest names, with the bytes that it names, are ever read. */
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Episode } from "../core/episode.ts";
import { SpecError } from "../core/errors.ts";
import { decodeEpisode } from "./episode-batch.ts";
import { type DatasetEntry, HEADER_FILE, readHeader, readManifest } from "./manifest.ts";
import { sha256 } from "./sha256.ts";
import { storageError, systemErrorCode } from "./storage-error.ts";
import type { DatasetHeader } from "./world.ts";

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
      return await readOne(dir, entry, index, header);
    },
  };
}

async function readOne(dir: string, entry: DatasetEntry, index: number, header: DatasetHeader): Promise<Episode> {
  const path = join(dir, entry.file);
  const mustBe = (name: string, expected: string | number, found: string | number): void => {
    if (expected !== found)
      throw new SpecError(`${path}: ${name} of episode ${index} must be ${expected} as in the manifest, got ${found}`);
  };
  const message = await readPart(path, entry);
  mustBe("sha256", entry.sha256, sha256(message));
  const episode = decodeEpisode(message, header, `${path}: episode ${index}`);
  mustBe("steps", entry.steps, episode.steps);
  mustBe("seed", entry.seed, episode.seed);
  mustBe("agent", entry.agent, episode.agent);
  mustBe("options", JSON.stringify(entry.options), JSON.stringify(episode.options ?? {}));
  mustBe("terminated", String(entry.terminated), String(episode.terminated));
  mustBe("truncated", String(entry.truncated), String(episode.truncated));
  return episode;
}

/** The bytes that the manifest names; a SpecError where the shard is gone or too short. */
async function readPart(path: string, { offset, bytes }: DatasetEntry): Promise<Uint8Array> {
  const message = new Uint8Array(bytes);
  try {
    const file = await open(path, "r");
    try {
      const { bytesRead } = await file.read(message, 0, bytes, offset);
      if (bytesRead === bytes) return message;
      const { size } = await file.stat();
      throw new SpecError(`${path}: size in bytes must be at least ${offset + bytes} as in the manifest, got ${size}`);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof SpecError) throw error;
    if (systemErrorCode(error) === "ENOENT")
      throw new SpecError(`${path}: must exist as in the manifest, got no such file`, { cause: error });
    throw storageError(path, `${bytes} bytes must be readable`, error);
  }
}
