import { describe, expect, it } from "vitest";
import { StateError } from "../../../sim/core/index.ts";
import { deviationOf, inUnitsOf } from "../../../worldmodel/held-out/deviation.ts";

function rows(...values: readonly (readonly number[])[]): readonly Float32Array[] {
  return values.map((row) => Float32Array.from(row));
}

describe("deviationOf", () => {
  it("divides the root mean square of differences by the spread of what is wanted", () => {
    // Elements 0, 4 about 2 and 10, 10 about 10: std² = (4 + 4 + 0 + 0)/4 = 2. Differences 1, 1, 0, −3: mean square 11/4.
    const deviation = deviationOf("y", rows([1, 10], [5, 7]), rows([0, 10], [4, 10]));
    expect(deviation.std).toBeCloseTo(Math.SQRT2, 12);
    expect(deviation.relativeRms).toBeCloseTo(Math.sqrt(11 / 8), 12);
    expect(deviation.largest).toBe(3);
  });

  it("gives no relative error where nothing varies", () => {
    expect(deviationOf("y", rows([1.5], [2.5]), rows([0.5], [0.5]))).toEqual({ std: 0, relativeRms: null, largest: 2 });
  });

  it("takes differences that are rounding for none", () => {
    const [wanted, found] = [rows([4], [Math.fround(4 + 2 ** -22)]), rows([5], [5])];
    expect(deviationOf("y", found, wanted)).toMatchObject({ std: 0, relativeRms: null });
    expect(deviationOf("y", found, rows([4], [4 + 2 ** -18])).relativeRms).toBeGreaterThan(0);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses %s, naming the output", (wrong) => {
    expect(() => deviationOf("dynamics: reward", rows([wrong]), rows([2]))).toThrow(StateError);
    expect(() => deviationOf("dynamics: reward", rows([wrong]), rows([2]))).toThrow(
      `dynamics: reward: must be finite, got ${wrong} where 2 is wanted`,
    );
  });
});

describe("inUnitsOf", () => {
  it("divides each element by its unit", () => {
    expect(inUnitsOf([2, 4], Float32Array.of(1, 1))).toEqual(Float32Array.of(0.5, 0.25));
  });

  it("divides all of them by the only one", () => {
    expect(inUnitsOf([2], Float32Array.of(1, 3))).toEqual(Float32Array.of(0.5, 1.5));
  });
});
