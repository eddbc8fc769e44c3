import { expect, it } from "vitest";
import { addPoint, type Series, withPoint } from "../../../viewer/protocol/index.ts";

const EMPTY: Series = { name: "vae/loss", xs: [], ys: [] };

it("appends points in order", () => {
  expect(withPoint(withPoint(EMPTY, 1, 10), 2, 20)).toEqual({ name: "vae/loss", xs: [1, 2], ys: [10, 20] });
});

it("lets a point at or before the last one replace everything from there on", () => {
  const series: Series = { name: "vae/loss", xs: [1, 2, 3], ys: [10, 20, 30] };
  expect(withPoint(series, 2, 21)).toEqual({ name: "vae/loss", xs: [1, 2], ys: [10, 21] });
});

it("stays below its limit, keeps the newest point and keeps the whole range", () => {
  let series = EMPTY;
  for (let x = 1; x <= 1000; x++) {
    series = withPoint(series, x, -x, 64);
    expect(series.xs.length).toBeLessThan(64);
    expect(series.xs.at(-1)).toBe(x);
  }
  expect(series.ys).toEqual(series.xs.map((x) => -x));
  expect(series.xs[0]).toBe(1);
});

it("never changes the series that it was given", () => {
  const series: Series = Object.freeze({ name: "a/b", xs: Object.freeze([1]), ys: Object.freeze([2]) });
  expect(withPoint(series, 2, 3).xs).toEqual([1, 2]);
});

it("lets the oldest curve go where a new one would be one too many", () => {
  const curves = new Map<string, Series>();
  for (const series of ["a/a", "b/b", "a/a", "c/c"]) addPoint(curves, { series, x: curves.size, y: 1 }, 2);
  expect([...curves.keys()]).toEqual(["b/b", "c/c"]);
});
