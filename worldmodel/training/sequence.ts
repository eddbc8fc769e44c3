/** Sequences of decisions whose numbers are read as they are needed: they may lie on disk, and be more than memory holds. */

/** `observations` [D+1,O] at the boundaries of decisions, `actions` [D,A], `rewards` [D]. */
export type DecisionColumn = "observations" | "actions" | "rewards";

/** And `posterior` [D+1,2Z]: mu and then std of z at the boundaries of decisions. */
export type LatentColumn = DecisionColumn | "posterior";

/** One episode of D decisions. */
export interface Sequence<C extends string = DecisionColumn> {
  /** D */
  readonly decisions: number;
  /** Whether the last decision terminated the task. */
  readonly terminated: boolean;
  /** Copies rows `from` to `from + count − 1` of a column to `out`, from `at` on. */
  readInto(column: C, from: number, count: number, out: Float32Array, at?: number): void;
}

/** A sequence as M sees it. */
export type LatentSequence = Sequence<LatentColumn>;

/** Rows that are read at a time. */
const ROWS = 512;

/**
 * A column of all sequences, one behind the other, in stretches of whole rows. Each stretch is overwritten by the next one; the
 * iterable can be gone through again.
 */
export function columnOf(
  sequences: readonly Sequence[],
  column: DecisionColumn,
  width: number,
): Iterable<Float32Array> {
  return {
    *[Symbol.iterator]() {
      const buffer = new Float32Array(ROWS * width);
      for (const sequence of sequences) {
        const rows = sequence.decisions + (column === "observations" ? 1 : 0);
        for (let from = 0; from < rows; from += ROWS) {
          const count = Math.min(ROWS, rows - from);
          sequence.readInto(column, from, count, buffer);
          yield buffer.subarray(0, count * width);
        }
      }
    },
  };
}
