/** Which observed elements are angles that go round and round. */
import type { BoxSpace } from "../../sim/core/index.ts";

/**
 * Elements in rad without bounds that, in the data, span more than one turn. Arrays of whole rows, each [rows,O].
 */
export function turningAngles(
  { units, low, high }: Pick<BoxSpace, "units" | "low" | "high">,
  arrays: Iterable<ArrayLike<number>>,
): readonly number[] {
  const width = units.length;
  const least = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  const most = new Float64Array(width).fill(Number.NEGATIVE_INFINITY);
  for (const array of arrays) {
    for (let at = 0; at < array.length; at++) {
      const element = at % width;
      least[element] = Math.min(least[element]!, array[at]!);
      most[element] = Math.max(most[element]!, array[at]!);
    }
  }
  const turns = (element: number): boolean =>
    units[element] === "rad" &&
    !Number.isFinite((high[element] ?? Number.NaN) - (low[element] ?? Number.NaN)) &&
    most[element]! - least[element]! > 2 * Math.PI;
  return units.flatMap((_, element) => (turns(element) ? [element] : []));
}
