/** Axes of a drawing, and labels that do not cover each other. */

export interface Axis {
  readonly least: number;
  readonly most: number;
  /** Position of a value, in pixels. */
  at(value: number): number;
}

/** An axis over all of at least one value. The ends are where its least and its largest value lie, in pixels. */
export function axisOf(values: readonly number[], [from, to]: readonly [number, number]): Axis {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const at = (value: number): number =>
    most === least ? (from + to) / 2 : from + ((value - least) / (most - least)) * (to - from);
  return { least, most, at };
}

/** Round values on an axis, about `wanted` of them: 1, 2 or 5 times a power of ten apart. */
export function ticksOf({ least, most }: Pick<Axis, "least" | "most">, wanted = 6): readonly number[] {
  if (most === least) return [least];
  const rough = (most - least) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(least / step);
  const last = Math.floor(most / step);
  // Rounded, since 3 × 0.1 is not 0.3.
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** Positions at least `apart` from each other, in the order given, each near where it should be and none below `most` if they fit. */
export function spread(
  positions: readonly number[],
  { apart, least, most }: { readonly apart: number; readonly least: number; readonly most: number },
): readonly number[] {
  const order = positions.map((_, index) => index).sort((left, right) => positions[left]! - positions[right]!);
  const placed = [...positions];
  let free = least;
  for (const index of order) {
    placed[index] = Math.max(positions[index]!, free);
    free = placed[index]! + apart;
  }
  let below = most;
  for (const index of order.toReversed()) {
    placed[index] = Math.min(placed[index]!, below);
    below = placed[index]! - apart;
  }
  return placed;
}
