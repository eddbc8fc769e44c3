/** How the columns of data spread. */
import { ShapeError } from "../../sim/core/index.ts";
import type { Normalisation } from "../models/vae.ts";

/** Below it a column counts as constant. */
const LEAST_DEVIATION = 1e-6;

/**
 * Mean and standard deviation of each column over all rows of the arrays, each [rows,width], which are gone through twice. A constant column gets a deviation
 * of 1. A ShapeError for arrays that are not whole rows, or hold none. The second pass takes the mean away before it squares:
 * a small spread about a large mean would else be lost in rounding.
 */
export function columnMoments(arrays: Iterable<ArrayLike<number>>, width: number): Normalisation {
  const wrong = (elements: number | "no"): ShapeError =>
    new ShapeError(`columnMoments: arrays must be [rows,${width}] with a row at least, got ${elements} elements`);
  let rows = 0;
  const sums = new Float64Array(width);
  for (const array of arrays) {
    if (array.length % width !== 0) throw wrong(array.length);
    rows += array.length / width;
    for (let at = 0; at < array.length; at++) sums[at % width]! += array[at]!;
  }
  if (rows === 0) throw wrong("no");
  const mean = Array.from(sums, (sum) => sum / rows);
  const squares = new Float64Array(width);
  for (const array of arrays) {
    for (let at = 0; at < array.length; at++) {
      const deviation = array[at]! - mean[at % width]!;
      squares[at % width]! += deviation * deviation;
    }
  }
  const std = Array.from(squares, (sum) => Math.sqrt(sum / rows));
  return { mean, std: std.map((deviation) => (deviation > LEAST_DEVIATION ? deviation : 1)) };
}
