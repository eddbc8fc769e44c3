/** The dreams of a population between two runs of their graph: rows, so that those that have ended can be left out. */

export interface DreamPopulation {
  /** Of each dream its number among those of all controllers, controller by controller. [D] */
  readonly numbers: Int32Array;
  /** What the graph carries on from run to run, `alive` among it. D rows each. */
  readonly carried: Readonly<Record<string, Float32Array>>;
}

/** Columns of something carried. */
export function columnsOf({ numbers }: DreamPopulation, array: Float32Array): number {
  return array.length / numbers.length;
}

/** Those that go on, in as few rows as one of the sizes holds; the same where no smaller size does. undefined where all have ended. */
export function goingOn(dreams: DreamPopulation, sizes: readonly number[]): DreamPopulation | undefined {
  const { numbers, carried } = dreams;
  const rows = [...numbers.keys()];
  const living = rows.filter((row) => carried["alive"]?.[row] === 1);
  if (living.length === 0) return undefined;
  const size = Math.min(...sizes.filter((holds) => holds >= living.length));
  if (size >= numbers.length) return dreams;
  // Ended ones fill up what is left of the size: nothing more happens to them.
  const ended = rows.filter((row) => carried["alive"]?.[row] !== 1);
  const kept = [...living, ...ended].slice(0, size);
  return {
    numbers: Int32Array.from(kept, (row) => numbers[row] ?? 0),
    carried: Object.fromEntries(
      Object.entries(carried).map(([name, array]) => [name, rowsOf(array, columnsOf(dreams, array), kept)]),
    ),
  };
}

function rowsOf(array: Float32Array, columns: number, rows: readonly number[]): Float32Array {
  const kept = new Float32Array(rows.length * columns);
  for (const [to, from] of rows.entries()) kept.set(array.subarray(from * columns, (from + 1) * columns), to * columns);
  return kept;
}
