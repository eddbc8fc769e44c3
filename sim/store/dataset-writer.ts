/** Writes episodes into a dataset folder so that a kill at any moment loses at most the episode in flight. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Episode } from "../core/episode.ts";
import { SpecError, StateError } from "../core/errors.ts";
import { cutTo, type OpenFile, openFile, TEMPORARY_SUFFIX, writeWhole } from "./durable-files.ts";
import { encodeEpisode } from "./episode-batch.ts";
import { shardSchema } from "./episode-schema.ts";
import { type GrowingFile, growingFile } from "./growing-file.ts";
import {
  type DatasetEntry,
  HEADER_FILE,
  headerToJson,
  MANIFEST_FILE,
  readHeader,
  readManifest,
  readManifestIfThere,
  SHARD_NAME,
} from "./manifest.ts";
import { sortedOptions } from "./reset-options-json.ts";
import { sha256 } from "./sha256.ts";
import { openShards } from "./shard-writer.ts";
import { storageError } from "./storage-error.ts";
import { type DatasetHeader, requireSameHeader, requireSameWorld } from "./world.ts";
import { lockFolder, type Release } from "./writer-lock.ts";

export interface DatasetWriterOptions {
  /** Length in bytes at which a shard is full and the next one begins; a longer episode gets a shard of its own. */
  readonly shardBytes?: number;
  /** Opens files for writing; tests play a full disk with it. */
  readonly openFile?: OpenFile;
}

/** Five episodes of 1,000 steps with 64×64×3 pixels, or thousands with a state of a few numbers. */
const SHARD_BYTES = 64 * 2 ** 20;

/** A dataset folder open for writing. Only one writer can have a folder open at a time: until it is closed, or its process ends. */
export interface DatasetWriter {
  /** Episodes that are whole on the disk. */
  readonly episodes: number;
  /** Control steps in them. */
  readonly steps: number;
  /** Resolves when the episode is on the disk. Calls queue up. A failed call leaves the dataset as it was. */
  append(episode: Episode): Promise<DatasetEntry>;
  /** Waits for the queue, ends the last shard, so that other tools can read it, and frees the folder. Later appends are StateErrors. */
  close(): Promise<void>;
}

/**
 * Opens a folder for writing, creating it where needed, and removes what a killed writer left unfinished. Throws a SpecError
 * when the folder holds a dataset of another world or of pictures that are drawn otherwise, a StateError that names the process
 * when another writer has it open, a StorageError when the file system refuses. The bytes of a dataset depend on its episodes and
 * their order only, not on how often a writer was killed or closed.
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
  try {
    await mkdir(dir, { recursive: true });
  } catch (error) {
    throw storageError(dir, "the dataset folder must be creatable", error);
  }
  const release = await lockFolder(dir);
  try {
    return await openLocked(dir, header, options, release);
  } catch (error) {
    await release();
    throw error;
  }
}

async function openLocked(
  dir: string,
  header: DatasetHeader,
  { shardBytes = SHARD_BYTES, openFile: openWith = openFile }: DatasetWriterOptions,
  release: Release,
): Promise<DatasetWriter> {
  const { entries, manifest } = await prepareFolder(dir, header, openWith);
  const shards = await openShards(entries, { dir, schema: shardSchema(header), shardBytes, openFile: openWith });
  let episodes = entries.length;
  let steps = entries.reduce((sum, entry) => sum + entry.steps, 0);
  let closed = false;
  let queue: Promise<unknown> = Promise.resolve();

  async function write(episode: Episode): Promise<DatasetEntry> {
    requireSameWorld(episode, header, `openDatasetWriter.append: episode ${episodes}`);
    requireFinite(episode, `openDatasetWriter.append: episode ${episodes}`);
    const message = encodeEpisode(episode);
    const entry: DatasetEntry = {
      ...(await shards.append(message)),
      sha256: sha256(message),
      steps: episode.steps,
      seed: episode.seed,
      agent: episode.agent,
      options: sortedOptions(episode.options),
      terminated: episode.terminated,
      truncated: episode.truncated,
      return: episode.rewards.reduce((sum, reward) => sum + reward, 0),
    };
    try {
      await manifest.append(Buffer.from(`${JSON.stringify(entry)}\n`));
    } catch (error) {
      await shards.undo();
      throw error;
    }
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
      if (closed) return;
      closed = true;
      try {
        await queue;
        await shards.finish();
      } finally {
        await release();
      }
    },
  };
}

/** A manifest is JSON, which knows neither NaN nor infinities: an episode with one would make it unreadable. */
function requireFinite({ rewards, options = {} }: Episode, where: string): void {
  const step = rewards.findIndex((reward) => !Number.isFinite(reward));
  if (step >= 0) throw new SpecError(`${where}: reward of step ${step} must be finite, got ${rewards[step]}`);
  for (const [name, value] of Object.entries(options)) {
    if ([value].flat().every(Number.isFinite)) continue;
    throw new SpecError(`${where}: option ${name} must be finite, got ${value}`);
  }
}

/** Makes the header, or checks it, and removes every shard and temporary file that the manifest does not name. */
async function prepareFolder(
  dir: string,
  header: DatasetHeader,
  openWith: OpenFile,
): Promise<{ readonly entries: readonly DatasetEntry[]; readonly manifest: GrowingFile }> {
  const found = await readHeader(dir);
  const path = join(dir, MANIFEST_FILE);
  if (found === null) {
    const begun = await readManifestIfThere(dir);
    if (begun !== null && begun.entries.length > 0)
      throw new SpecError(`${dir}: ${HEADER_FILE} must exist beside ${MANIFEST_FILE}, got none`);
    await writeWhole(path, new Uint8Array(), openWith);
    await writeWhole(join(dir, HEADER_FILE), Buffer.from(headerToJson(header)), openWith);
  } else {
    requireSameHeader(found, header, join(dir, HEADER_FILE));
  }
  const { entries, wholeBytes, fileBytes } = await readManifest(dir);
  if (fileBytes > wholeBytes) await cutTo(path, wholeBytes, openWith);
  const known = new Set(entries.map((entry) => entry.file));
  for (const name of await readdir(dir)) {
    const orphan = SHARD_NAME.test(name) && !known.has(name);
    if (orphan || name.endsWith(TEMPORARY_SUFFIX)) await rm(join(dir, name), { force: true });
  }
  return { entries, manifest: growingFile(path, wholeBytes, openWith) };
}
