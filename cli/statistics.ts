/** Mean and standard deviation, as every table of returns gives them. */

export interface MeanAndStd {
  readonly mean: number;
  /** Of the sample, with n − 1; null for a single value. */
  readonly std: number | null;
}

/** Of at least one value. */
export function meanAndStdOf(values: readonly number[]): MeanAndStd {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, std: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / (values.length - 1)) };
}
