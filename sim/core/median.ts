/** The middle one of the values; between the middle two where their number is even. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const upper = Math.floor(sorted.length / 2);
  const lower = sorted.length - 1 - upper;
  return sorted.length === 0 ? Number.NaN : (sorted[lower]! + sorted[upper]!) / 2;
}
