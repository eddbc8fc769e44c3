/** A sequence whose columns are arrays. */
import type { Sequence } from "../../../worldmodel/training/sequence.ts";

/** Widths follow from the lengths: `observations` and `posterior` have a row more than there are decisions. */
export function sequenceInMemory<C extends string>(
  { decisions, terminated }: Pick<Sequence, "decisions" | "terminated">,
  columns: Readonly<Record<C, Float32Array>>,
): Sequence<C> {
  return {
    decisions,
    terminated,
    readInto(column, from, count, out, at = 0) {
      const values = columns[column];
      const rows = decisions + (column === "observations" || column === "posterior" ? 1 : 0);
      const width = values.length / rows;
      out.set(values.subarray(from * width, (from + count) * width), at);
    },
  };
}
