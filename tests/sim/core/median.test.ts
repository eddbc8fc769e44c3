import { describe, expect, it } from "vitest";
import { median } from "../../../sim/core/index.ts";

describe("median", () => {
  it("is the value in the middle, or lies between the two in the middle", () => {
    expect(median([9, 1, 4])).toBe(4);
    expect(median([9, 1, 4, 6])).toBe(5);
    // By their size, not by how they are written.
    expect(median([10, 9, 100])).toBe(10);
  });

  it("is no number where there are no values", () => {
    expect(median([])).toBeNaN();
  });
});
