/** Which observed elements are angles that go round and round. */
import type { BoxSpace } from "../../sim/core/index.ts";
import { columnExtremes } from "./column-extremes.ts";

/**
 * Elements in rad without bounds that, in the data, span more than one turn. Arrays of whole rows, each [rows,O].
 */
export function turningAngles(
  { units, low, high }: Pick<BoxSpace, "units" | "low" | "high">,
  arrays: Iterable<ArrayLike<number>>,
): readonly number[] {
  const { least, most } = columnExtremes(arrays, units.length);
  const turns = (element: number): boolean =>
    units[element] === "rad" &&
    !Number.isFinite((high[element] ?? Number.NaN) - (low[element] ?? Number.NaN)) &&
    most[element]! - least[element]! > 2 * Math.PI;
  return units.flatMap((_, element) => (turns(element) ? [element] : []));
}
