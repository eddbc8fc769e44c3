/** Batches of any size in graphs of a few fixed sizes. */

/** Rows of the smallest batch that is run: a product with fewer rows takes no less time. */
const LEAST = 8;

/** The size of the batch that `count` rows are run in: powers of two, so that a search opens few sessions. */
export function paddedRows(count: number): number {
  let rows = LEAST;
  while (rows < count) rows *= 2;
  return rows;
}

/** One row for each part, which is repeated where it is narrower than the row; zeros below. → [rows,width] */
export function padRows(parts: readonly Float32Array[], rows: number, width: number): Float32Array {
  const out = new Float32Array(rows * width);
  for (const [row, part] of parts.entries()) {
    for (let at = 0; at < width; at += part.length) out.set(part, row * width + at);
  }
  return out;
}
