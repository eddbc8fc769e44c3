/** A curve that grows within a bound. */
import { MAX_POINTS_PER_SERIES, MAX_SERIES } from "./limits.ts";

/** Points of one metric, x strictly increasing. */
export interface Series {
  readonly name: string;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

/**
 * The series with one more point. A point at or before the last x replaces everything from there on, so that a
 * resumed run overwrites what it does again. At `limit` points every second one is dropped (the first and the last
 * stay): the past grows coarser, the present stays fine.
 */
export function withPoint(series: Series, x: number, y: number, limit: number = MAX_POINTS_PER_SERIES): Series {
  let kept = series.xs.length;
  while (kept > 0 && (series.xs[kept - 1] ?? x) >= x) kept--;
  const xs = [...series.xs.slice(0, kept), x];
  const ys = [...series.ys.slice(0, kept), y];
  if (xs.length < limit) return { name: series.name, xs, ys };
  const stays = (_: number, index: number): boolean => index === 0 || (xs.length - 1 - index) % 2 === 0;
  return { name: series.name, xs: xs.filter(stays), ys: ys.filter(stays) };
}

/**
 * Adds a point to its curve in place. A new curve beyond `limit` makes the oldest one go: a bound must hold whatever the
 * loop publishes. Server and page follow this rule alike, so that a page shows the same curves after a reload.
 */
export function addPoint(
  curves: Map<string, Series>,
  point: { readonly series: string; readonly x: number; readonly y: number },
  limit: number = MAX_SERIES,
): void {
  const { series: name, x, y } = point;
  const known = curves.get(name);
  if (!known && curves.size >= limit) curves.delete(curves.keys().next().value ?? name);
  curves.set(name, withPoint(known ?? { name, xs: [], ys: [] }, x, y));
}
