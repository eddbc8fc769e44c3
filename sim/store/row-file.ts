/** A file of rows of float32 numbers: a scratch pad for what is computed from a dataset and may be larger than memory. */
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { StateError } from "../core/errors.ts";
import { createBlockCache } from "./block-cache.ts";
import { copyRows } from "./cached-rows.ts";
import { storageError } from "./storage-error.ts";

export interface RowFile {
  /** Rows that were appended. */
  readonly rows: number;
  /** Adds whole rows. A StateError once rows have been read, a StorageError when the file system refuses. */
  append(values: Float32Array): void;
  /** Copies rows `from` to `from + count − 1` to `out`, from `at` on. */
  readInto(from: number, count: number, out: Float32Array, at?: number): void;
  /** Closes the file and removes it. */
  remove(): void;
}

/** Four pages, or one row that is longer. */
const BLOCK_BYTES = 16 * 2 ** 10;

/**
 * Makes the file, or empties it. Rows have `width` numbers; at most `maxBytes` of them are held in memory, and less than a block is a
 * SpecError. A StorageError when the file system refuses.
 */
export function createRowFile(path: string, width: number, { maxBytes }: { readonly maxBytes: number }): RowFile {
  // First, as it may refuse the bound: nothing is open yet.
  const cache = createBlockCache(maxBytes, Math.max(BLOCK_BYTES, width * 4), path);
  const file = openNew(path);
  let rows = 0;
  let reading = false;
  return {
    get rows() {
      return rows;
    },
    append(values) {
      if (reading) throw new StateError(`${path}: rows must be appended before the first is read`);
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      } catch (error) {
        throw storageError(path, `${bytes.length} bytes must be written`, error);
      }
      rows += values.length / width;
    },
    readInto(from, count, out, at = 0) {
      reading = true;
      if (from < 0 || from + count > rows)
        throw new StateError(`${path}: rows must be read within [0, ${rows}), got ${from} to ${from + count}`);
      const column = { id: 0, rows, size: width, dtype: "float32" as const, offset: 0, file: () => file };
      copyRows(cache, column, from, count, out, at);
    },
    remove() {
      closeSync(file);
      rmSync(path, { force: true });
    },
  };
}

function openNew(path: string): number {
  try {
    return openSync(path, "w+");
  } catch (error) {
    throw storageError(path, "the file must be creatable", error);
  }
}
