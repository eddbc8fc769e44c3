/** The dreams of a population between two runs of their graph: rows, so that those that have ended can be left out. */

/** What a graph of `dreamRollout` carries on from run to run, D rows each. */
export interface CarriedRows {
  /** [D,Z] */
  readonly z: Float32Array;
  /** [D,H] each. */
  readonly h: Float32Array;
  readonly c: Float32Array;
  /** 1 while a dream goes on, 0 when it has ended. [D,1] */
  readonly alive: Float32Array;
  /** So far. [D,1] */
  readonly return: Float32Array;
  /** Of a second M that follows. [D,H] each. */
  readonly followerH?: Float32Array;
  readonly followerC?: Float32Array;
}

export interface DreamPopulation {
  /** Of each dream its number among those of all controllers, controller by controller. [D] */
  readonly numbers: Int32Array;
  readonly carried: CarriedRows;
}

/** Those that go on, in as few rows as one of the sizes holds; the same where no smaller size does. undefined where all have ended. */
export function goingOn(dreams: DreamPopulation, sizes: readonly number[]): DreamPopulation | undefined {
  const { numbers, carried } = dreams;
  const rows = [...numbers.keys()];
  const living = rows.filter((row) => carried.alive[row] === 1);
  if (living.length === 0) return undefined;
  const size = Math.min(...sizes.filter((holds) => holds >= living.length));
  if (size >= numbers.length) return dreams;
  // Ended ones fill up what is left of the size: nothing more happens to them.
  const ended = rows.filter((row) => carried.alive[row] !== 1);
  const kept = [...living, ...ended].slice(0, size);
  return {
    numbers: Int32Array.from(kept, (row) => numbers[row] ?? 0),
    carried: mapRows(carried, (_, array) => rowsOf(array, array.length / numbers.length, kept)),
  };
}

/** Every array of what is carried through a function of its name and of itself. */
export function mapRows(
  carried: CarriedRows,
  change: (name: keyof CarriedRows, array: Float32Array) => Float32Array,
): CarriedRows {
  const { z, h, c, alive, return: total, followerH, followerC } = carried;
  return {
    z: change("z", z),
    h: change("h", h),
    c: change("c", c),
    alive: change("alive", alive),
    return: change("return", total),
    ...(followerH && followerC
      ? { followerH: change("followerH", followerH), followerC: change("followerC", followerC) }
      : {}),
  };
}

function rowsOf(array: Float32Array, columns: number, rows: readonly number[]): Float32Array {
  const kept = new Float32Array(rows.length * columns);
  for (const [to, from] of rows.entries()) kept.set(array.subarray(from * columns, (from + 1) * columns), to * columns);
  return kept;
}
