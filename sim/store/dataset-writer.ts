/** Writes episodes into a dataset folder so that a kill at any moment loses at most the episode in flight. */
import { createHash } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Episode } from "../core/episode.ts";
import { SpecError, StateError } from "../core/errors.ts";
import { appendDurably, cutTo, type OpenFile, openFile, TEMPORARY_SUFFIX, writeWhole } from "./durable-files.ts";
import { encodeEpisode } from "./episode-arrow.ts";
import {
  type DatasetEntry,
  type DatasetHeader,
  episodeFileName,
  HEADER_FILE,
  headerToJson,
  MANIFEST_FILE,
  readHeader,
  readManifest,
  requireSameWorld,
} from "./manifest.ts";
import { storageError } from "./storage-error.ts";

export interface DatasetWriterOptions {
  /** Opens files for writing; tests play a full disk with it. */
  readonly openFile?: OpenFile;
}

/** A dataset folder open for writing. Only one writer may have a folder open at a time. */
export interface DatasetWriter {
  /** Episodes that are whole on the disk. */
  readonly episodes: number;
  /** Control steps in them. */
  readonly steps: number;
  /** Resolves when the episode is on the disk. Calls queue up. A failed call leaves the dataset as it was. */
  append(episode: Episode): Promise<DatasetEntry>;
  /** Waits for the queue. Every later append is a StateError. */
  close(): Promise<void>;
}

/**
 * Opens a folder for writing, creating it where needed, and removes what a killed writer left unfinished. Throws a SpecError
 * when the folder holds a dataset of another world, a StorageError when the file system refuses.
 *
 * ```ts
 * const writer = await openDatasetWriter("runs/first/dataset", { scenario, scenarioHash, observationSpace, actionSpace });
 * await writer.append(episode);
 * await writer.close();
 * ```
 */
export async function openDatasetWriter(
  dir: string,
  header: DatasetHeader,
  options: DatasetWriterOptions = {},
): Promise<DatasetWriter> {
  const openWith = options.openFile ?? openFile;
  const entries = await prepareFolder(dir, header, openWith);
  const manifestPath = join(dir, MANIFEST_FILE);
  let episodes = entries.length;
  let steps = entries.reduce((sum, entry) => sum + entry.steps, 0);
  let manifestBytes = (await readManifest(dir)).wholeBytes;
  let closed = false;
  let broken: unknown = null;
  let queue: Promise<unknown> = Promise.resolve();

  async function write(episode: Episode): Promise<DatasetEntry> {
    if (broken !== null) throw storageError(manifestPath, "an earlier failed append must have been undone", broken);
    const file = episodeFileName(episodes);
    requireSameWorld(episode, header, `openDatasetWriter.append: episode ${file}`);
    const bytes = encodeEpisode(episode);
    const entry: DatasetEntry = {
      file,
      bytes: bytes.length,
      sha256: sha256(bytes),
      steps: episode.steps,
      seed: episode.seed,
      agent: episode.agent,
      return: episode.rewards.reduce((sum, reward) => sum + reward, 0),
    };
    await writeWhole(join(dir, file), bytes, openWith);
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    try {
      await appendDurably(manifestPath, line, manifestBytes, openWith);
    } catch (error) {
      // When not even the cutting back worked, the manifest's length is unknown until the folder is opened anew.
      if ((await readManifest(dir).catch(() => null))?.fileBytes !== manifestBytes) broken = error;
      await rm(join(dir, file), { force: true }).catch(() => undefined);
      throw error;
    }
    manifestBytes += line.length;
    episodes += 1;
    steps += episode.steps;
    return entry;
  }

  return {
    get episodes() {
      return episodes;
    },
    get steps() {
      return steps;
    },
    append(episode) {
      if (closed) return Promise.reject(new StateError(`${dir}: the dataset writer must be open, it was closed`));
      const written = queue.then(() => write(episode));
      queue = written.catch(() => undefined);
      return written;
    },
    async close() {
      closed = true;
      await queue;
    },
  };
}

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Makes the folder and its header, or checks them and removes everything that the manifest does not name. */
async function prepareFolder(dir: string, header: DatasetHeader, openWith: OpenFile): Promise<readonly DatasetEntry[]> {
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    throw storageError(dir, "the dataset folder must be creatable", error);
  }
  const found = await readHeader(dir);
  const { entries, wholeBytes, fileBytes } = await readManifest(dir);
  if (found === null) {
    if (entries.length > 0) throw new SpecError(`${dir}: ${HEADER_FILE} must exist beside ${MANIFEST_FILE}, got none`);
    await writeWhole(join(dir, HEADER_FILE), Buffer.from(headerToJson(header)), openWith);
  } else {
    requireSameWorld(found, header, join(dir, HEADER_FILE));
  }
  if (fileBytes > wholeBytes) await cutTo(join(dir, MANIFEST_FILE), wholeBytes, openWith);
  const known = new Set(entries.map((entry) => entry.file));
  for (const name of await readdir(dir)) {
    const orphan = /^episode-\d+\.arrow$/.test(name) && !known.has(name);
    if (orphan || name.endsWith(TEMPORARY_SUFFIX)) await rm(join(dir, name), { force: true });
  }
  return entries;
}
