import { describe, expect, it } from "vitest";
import { ShapeError } from "../../../sim/core/index.ts";
import { columnMoments } from "../../../worldmodel/training/column-moments.ts";

describe("columnMoments", () => {
  // By hand: 1, 3, 5 have the mean 3 and the variance (4 + 0 + 4) / 3; 2, 2, 8 the mean 4 and (4 + 4 + 16) / 3 = 8.
  it("pools the rows of all arrays", () => {
    const { mean, std } = columnMoments([Float32Array.of(1, 2, 3, 2), Float32Array.of(5, 8)], 2);
    expect(mean).toEqual([3, 4]);
    expect(std).toEqual([Math.sqrt(8 / 3), Math.sqrt(8)]);
  });

  it("gives a constant column a deviation of 1", () => {
    expect(columnMoments([Float32Array.of(7, 7, 7)], 1)).toEqual({ mean: [7], std: [1] });
  });

  // One pass, E[x²] − E[x]², cannot tell these numbers apart: their squares differ by less than a double's spacing at 1e16.
  it("keeps a small spread about a large mean", () => {
    const { mean, std } = columnMoments([Float64Array.of(1e8 - 0.5, 1e8 + 0.5)], 1);
    expect(mean).toEqual([1e8]);
    expect(std).toEqual([0.5]);
  });

  it("refuses arrays that are not whole rows, and no rows at all", () => {
    expect(() => columnMoments([Float32Array.of(1, 2, 3)], 2)).toThrow(ShapeError);
    expect(() => columnMoments([], 2)).toThrow(
      "columnMoments: arrays must be [rows,2] with a row at least, got no elements",
    );
  });
});
