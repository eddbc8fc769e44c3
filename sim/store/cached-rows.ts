/** Rows of one column of numbers in a file, copied out of a block cache. */
import type { BoxSpace } from "../core/space.ts";
import type { Block, BlockCache } from "./block-cache.ts";

export interface StoredColumn {
  /** Tells its blocks from those of other columns in the same cache: an integer. */
  readonly id: number;
  readonly rows: number;
  /** Elements of a row. */
  readonly size: number;
  readonly dtype: BoxSpace["dtype"];
  /** Where row 0 begins in its file. */
  readonly offset: number;
  file(): number;
}

/** More blocks than a column ever has, so that id and block make one number. */
const BLOCKS = 2 ** 20;

/** Copies rows `from` to `from + count − 1`, which must be there, to `out`, from `at` on. */
export function copyRows(
  cache: BlockCache,
  column: StoredColumn,
  from: number,
  count: number,
  out: Float32Array | Uint8Array,
  at: number,
): void {
  const { id, rows, size, dtype } = column;
  const rowBytes = size * (dtype === "float32" ? 4 : 1);
  const blockRows = Math.max(1, Math.floor(cache.blockBytes / rowBytes));
  let to = at;
  for (let row = from; row < from + count; ) {
    const block = Math.floor(row / blockRows);
    const first = block * blockRows;
    const end = Math.min(first + blockRows, from + count);
    const held = cache.get(id * BLOCKS + block, () => ({
      file: column.file(),
      offset: column.offset + first * rowBytes,
      bytes: (Math.min(first + blockRows, rows) - first) * rowBytes,
    }));
    out.set(valuesOf(held, dtype).subarray((row - first) * size, (end - first) * size), to);
    to += (end - row) * size;
    row = end;
  }
}

function valuesOf({ bytes, floats }: Block, dtype: BoxSpace["dtype"]): Float32Array | Uint8Array {
  return dtype === "float32" ? floats : bytes;
}
