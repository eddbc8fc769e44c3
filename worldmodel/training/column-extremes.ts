/** The least and the most of each element of a column. */
export interface Extremes {
  /** [W] */
  readonly least: readonly number[];
  /** [W] */
  readonly most: readonly number[];
}

/** Of arrays of whole rows, each [rows,W]; ±∞ where there is no row. */
export function columnExtremes(arrays: Iterable<ArrayLike<number>>, width: number): Extremes {
  const least = new Array<number>(width).fill(Number.POSITIVE_INFINITY);
  const most = new Array<number>(width).fill(Number.NEGATIVE_INFINITY);
  for (const array of arrays) {
    for (let at = 0; at < array.length; at++) {
      const element = at % width;
      least[element] = Math.min(least[element]!, array[at]!);
      most[element] = Math.max(most[element]!, array[at]!);
    }
  }
  return { least, most };
}
