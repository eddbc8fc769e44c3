/** Mean and standard deviation, as every table of returns gives them. */

export interface MeanAndStd {
  readonly mean: number;
  /** Of the values themselves (divided by their number, not by one less). */
  readonly std: number;
}

/** Both are NaN of no value at all. */
export function meanAndStdOf(values: readonly number[]): MeanAndStd {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, std: Math.sqrt(variance) };
}
