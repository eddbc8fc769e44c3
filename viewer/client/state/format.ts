/** Numbers as people read them. */

/** `42 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(secs: number): string {
  const whole = Math.round(secs);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** About three significant digits, with a real minus sign: `0.42`, `−1.3`, `812`, `12.3k`, `1.2e−5`. */
export function formatNumber(value: number): string {
  return shortest(value).replaceAll("-", "−");
}

function shortest(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size < 1e-3 || size >= 1e7) return value.toExponential(1);
  if (size >= 1e6) return `${Number((value / 1e6).toFixed(1))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toFixed(1))}k`;
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return String(Number(value.toFixed(1)));
  return String(Number(value.toFixed(size >= 1 ? 2 : 3)));
}
