/** How far numbers lie from those that they should be. */
import { ShapeError, StateError } from "../../sim/core/index.ts";

export interface Deviation {
  /** Standard deviation of what is wanted: each element about its own mean, over all samples and elements. */
  readonly std: number;
  /** Root mean square of the differences, divided by `std`; null where nothing varies but by rounding. */
  readonly relativeRms: number | null;
  /** Of the differences, in the unit of the numbers. */
  readonly largest: number;
}

/** Spacing of float32 numbers at 1: a spread below it is rounding. */
const FLOAT32_EPSILON = Math.fround(1.1920929e-7);

/** Rows of equal length, sample by sample. Throws a StateError that names `what` where a number is not finite. */
export function deviationOf(what: string, found: readonly Float32Array[], wanted: readonly Float32Array[]): Deviation {
  const width = wanted[0]?.length ?? 0;
  const count = wanted.length * width;
  const means = meanRow(wanted, width);
  let [spread, squares, size, largest] = [0, 0, 0, 0];
  for (const [index, row] of wanted.entries()) {
    const other = found[index];
    if (other?.length !== width || row.length !== width)
      throw new ShapeError(`${what}: rows of ${width} elements required, got ${row.length} and ${other?.length}`);
    for (let element = 0; element < width; element++) {
      const [difference, fromMean] = [other[element]! - row[element]!, row[element]! - means[element]!];
      if (!Number.isFinite(difference))
        throw new StateError(`${what}: must be finite, got ${other[element]} where ${row[element]} is wanted`);
      largest = Math.max(largest, Math.abs(difference));
      squares += difference * difference;
      spread += fromMean * fromMean;
      size += row[element]! * row[element]!;
    }
  }
  const std = spread > FLOAT32_EPSILON * FLOAT32_EPSILON * size ? Math.sqrt(spread / count) : 0;
  return { std, relativeRms: std > 0 ? Math.sqrt(squares / count) / std : null, largest };
}

/** A row with each element divided by its unit, or all by the only one. */
export function inUnitsOf(units: readonly number[], row: Float32Array): Float32Array {
  return row.map((value, element) => value / units[element % units.length]!);
}

function meanRow(rows: readonly Float32Array[], width: number): Float64Array {
  const means = new Float64Array(width);
  for (const row of rows)
    for (let element = 0; element < width; element++) means[element]! += row[element]! / rows.length;
  return means;
}
