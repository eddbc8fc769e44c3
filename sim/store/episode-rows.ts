/** Rows of a dataset's episodes, read from disk as they are asked for: what is held in memory has a bound, the dataset has none. */
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { SpecError } from "../core/errors.ts";
import { type BoxSpace, spaceSize } from "../core/space.ts";
import { bufferOffsets, metadataBytesOf } from "./arrow-messages.ts";
import { createBlockCache } from "./block-cache.ts";
import { copyRows } from "./cached-rows.ts";
import type { Dataset } from "./dataset-reader.ts";
import { observationColumn } from "./episode-schema.ts";
import type { DatasetEntry } from "./manifest.ts";
import { SCALAR } from "./scalar-space.ts";
import { storageError, systemErrorCode } from "./storage-error.ts";

export interface EpisodeRowsOptions {
  /**
   * Bytes that may be held in memory; 256 MiB unless given. A dataset that fits is read once. Less than 272 KiB, or 256 KiB and a row
   * that is longer than 16 KiB, is a SpecError.
   */
  readonly maxBytes?: number;
}

export interface EpisodeRows {
  /** Bytes held in memory: never more than `maxBytes`. */
  readonly heldBytes: number;
  /**
   * Copies rows `from` to `from + count − 1` of a column (`action`, `reward`, `observation.<modality>`) to `out`, from `at` on.
   * Actions and rewards have T rows, observations T+1. At an episode's first use the hash of its bytes is checked: a SpecError
   * names the shard, as for a column or rows that are not there.
   */
  readInto(
    episode: number,
    column: string,
    from: number,
    count: number,
    out: Float32Array | Uint8Array,
    at?: number,
  ): void;
  /** Closes the files. */
  close(): void;
}

const MAX_BYTES = 256 * 2 ** 20;
/** Four pages: little is read in vain when rows are drawn at random. */
const BLOCK_BYTES = 16 * 2 ** 10;
const CHUNK_BYTES = 256 * 2 ** 10;
const OPEN_FILES = 32;

interface Column {
  readonly position: number;
  /** Elements of a row. */
  readonly size: number;
  readonly dtype: BoxSpace["dtype"];
  /** Of the buffers of a record batch, the one with the values. */
  readonly buffer: number;
  /** Rows beyond the steps. */
  readonly extraRows: 0 | 1;
}

/**
 * ```ts
 * const rows = openEpisodeRows(await openDataset("pictures"), { maxBytes: 64 * 2 ** 20 });
 * const picture = new Float32Array(64 * 64 * 3);
 * rows.readInto(7, "observation.pixels", 120, 1, picture);
 * ```
 */
export function openEpisodeRows(dataset: Dataset, { maxBytes = MAX_BYTES }: EpisodeRowsOptions = {}): EpisodeRows {
  const { dir, entries, header } = dataset;
  const widest = Math.max(...spacesOf(header).map(({ space }) => rowBytes(space)));
  const blockBytes = Math.max(BLOCK_BYTES, Math.ceil(widest / 8) * 8);
  const least = CHUNK_BYTES + blockBytes;
  if (!(maxBytes >= least)) throw new SpecError(`${dir}: maxBytes must be at least ${least}, got ${maxBytes}`);
  const chunk = new Uint8Array(CHUNK_BYTES);
  const cache = createBlockCache(maxBytes - CHUNK_BYTES, blockBytes, dir);
  const columns = new Map(columnsOf(dataset));
  const files = openFiles(dir);
  /** Where the buffers of each episode begin in its shard, from its first use on. */
  const places: (readonly number[] | undefined)[] = [];

  function placesOf(episode: number): readonly number[] {
    const known = places[episode];
    if (known !== undefined) return known;
    const entry = entries[episode];
    if (entry === undefined) throw new SpecError(`${dir}: episode must be below ${entries.length}, got ${episode}`);
    const file = files.get(entry.file);
    requireHash(file, entry, chunk, join(dir, entry.file), episode);
    readSync(file, chunk, 0, 8, entry.offset);
    const metadata = new Uint8Array(metadataBytesOf(chunk));
    readSync(file, metadata, 0, metadata.length, entry.offset);
    const found = bufferOffsets(metadata).map((offset) => entry.offset + offset);
    places[episode] = found;
    return found;
  }

  function readInto(
    episode: number,
    name: string,
    from: number,
    count: number,
    out: Float32Array | Uint8Array,
    at = 0,
  ): void {
    const column = columns.get(name);
    if (column === undefined)
      throw new SpecError(`${dir}: column must be one of ${[...columns.keys()].join(", ")}, got ${name}`);
    const starts = placesOf(episode);
    const { size, dtype, extraRows } = column;
    const rows = entries[episode]!.steps + extraRows;
    if (from < 0 || count < 0 || from + count > rows)
      throw new SpecError(
        `${dir}: ${name} of episode ${episode} must be read within [0, ${rows}), got ${from} to ${from + count}`,
      );
    const stored = {
      id: episode * columns.size + column.position,
      rows,
      size,
      dtype,
      offset: starts[column.buffer]!,
      file: () => files.get(entries[episode]!.file),
    };
    copyRows(cache, stored, from, count, out, at);
  }

  return {
    get heldBytes() {
      return cache.heldBytes + CHUNK_BYTES;
    },
    readInto,
    close: files.close,
  };
}

/** The columns with values, in the order of the schema. */
function spacesOf({ observationSpace, actionSpace }: Dataset["header"]): { name: string; space: BoxSpace }[] {
  return [
    ...Object.keys(observationSpace)
      .sort()
      .map((name) => ({ name: observationColumn(name), space: observationSpace[name] as BoxSpace })),
    { name: "action", space: actionSpace },
    { name: "reward", space: SCALAR },
  ];
}

function rowBytes(space: BoxSpace): number {
  return spaceSize(space) * (space.dtype === "float32" ? 4 : 1);
}

function columnsOf({ header }: Dataset): (readonly [string, Column])[] {
  // Two buffers of the step's column come first (validity, values); a list has its own validity, its items' and their values.
  let buffer = 2;
  return spacesOf(header).map(({ name, space }, position) => {
    const values = name === "reward" ? buffer + 1 : buffer + 2;
    buffer = values + 1;
    const column: Column = {
      position,
      size: spaceSize(space),
      dtype: space.dtype,
      buffer: values,
      extraRows: name === "action" || name === "reward" ? 0 : 1,
    };
    return [name, column] as const;
  });
}

/** Reads an episode's bytes through the chunk and compares their hash with the manifest's. */
function requireHash(file: number, entry: DatasetEntry, chunk: Uint8Array, path: string, episode: number): void {
  const hash = createHash("sha256");
  for (let at = 0; at < entry.bytes; ) {
    const read = readSync(file, chunk, 0, Math.min(chunk.length, entry.bytes - at), entry.offset + at);
    if (read === 0)
      throw new SpecError(
        `${path}: size in bytes must be at least ${entry.offset + entry.bytes} as in the manifest, got ${fstatSync(file).size}`,
      );
    hash.update(chunk.subarray(0, read));
    at += read;
  }
  const found = hash.digest("hex");
  if (found !== entry.sha256)
    throw new SpecError(
      `${path}: sha256 of episode ${episode} must be ${entry.sha256} as in the manifest, got ${found}`,
    );
}

/** Shards open for reading, a few at a time. */
function openFiles(dir: string): { get(name: string): number; close(): void } {
  const open = new Map<string, number>();
  return {
    get(name) {
      const found = open.get(name);
      if (found !== undefined) return found;
      const [oldest] = open;
      if (oldest !== undefined && open.size >= OPEN_FILES) {
        closeSync(oldest[1]);
        open.delete(oldest[0]);
      }
      const path = join(dir, name);
      try {
        const file = openSync(path, "r");
        open.set(name, file);
        return file;
      } catch (error) {
        if (systemErrorCode(error) === "ENOENT")
          throw new SpecError(`${path}: must exist as in the manifest, got no such file`, { cause: error });
        throw storageError(path, "it must be readable", error);
      }
    },
    close() {
      for (const file of open.values()) closeSync(file);
      open.clear();
    },
  };
}
