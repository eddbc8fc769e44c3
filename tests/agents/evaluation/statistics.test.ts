import { describe, expect, it } from "vitest";
import { interquartileMean, meanAndStd, pairedDifference, returnStatistics } from "../../../agents/index.ts";
import { createRng, SpecError } from "../../../sim/core/index.ts";

const TEN = [612, 640, 580, 701, 655, 630, 598, 645, 660, 622];

describe("meanAndStd", () => {
  it("gives the mean and the deviation of the sample", () => {
    // Deviations from 5 are −3, −1, −1, −1, 0, 0, 2, 4: their squares sum to 32, over one less than 8 values.
    expect(meanAndStd([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, std: Math.sqrt(32 / 7) });
  });

  it("gives no deviation for a single value", () => {
    expect(meanAndStd([3])).toEqual({ mean: 3, std: null });
  });
});

describe("interquartileMean", () => {
  it.each([
    // scipy 1.17: trim_mean(values, 0.25), which is rliable's aggregate_iqm.
    [[0, 10, 20, 30, 40, 50, 60, 1000], 35],
    [[3, 1, 4, 1, 5, 9, 2, 6], 3.5],
  ])("is the trimmed mean where 4 divides the number of values: %j", (values, expected) => {
    expect(interquartileMean(values)).toBe(expected);
  });

  it("counts the values at the edges of the middle half with the part that lies in it", () => {
    // Half of 10 values is 5: ranks 3 to 6 in whole, and half of ranks 2 and 7: (612/2 + 622 + 630 + 640 + 645 + 655/2) / 5.
    expect(interquartileMean(TEN)).toBeCloseTo(634.1, 9);
    // Half of 3 values is 1.5: the middle one, and a quarter of each other: (0.25 × 1 + 5 + 0.25 × 12) / 1.5.
    expect(interquartileMean([5, 12, 1])).toBeCloseTo(5.5, 12);
  });

  it("of one or two values is their mean", () => {
    expect(interquartileMean([7])).toBe(7);
    expect(interquartileMean([7, 9])).toBe(8);
  });
});

describe("returnStatistics", () => {
  it("tells what returns say, with the intervals of a percentile bootstrap", () => {
    const { returnMeanInterval, returnIqmInterval, ...points } = returnStatistics(TEN);
    expect(points).toEqual({
      returnMean: 634.3,
      // numpy: std(ddof=1).
      returnStd: expect.closeTo(34.34805509616067, 9),
      returnMedian: 635,
      returnIqm: expect.closeTo(634.1, 9),
    });
    // scipy 1.17: bootstrap(method="percentile", n_resamples=200_000) of the mean and of the interquartile mean. A hundredth of the width is 0.4.
    const [low = Number.NaN, high = Number.NaN] = returnMeanInterval ?? [];
    expect(Math.abs(low - 614.6)).toBeLessThan(1.2);
    expect(Math.abs(high - 655)).toBeLessThan(1.2);
    const [iqmLow = Number.NaN, iqmHigh = Number.NaN] = returnIqmInterval ?? [];
    expect(Math.abs(iqmLow - 611.5)).toBeLessThan(1.2);
    expect(Math.abs(iqmHigh - 654.3)).toBeLessThan(1.2);
  });

  it("gives the same intervals for the same returns, and others with another rng", () => {
    expect(returnStatistics(TEN)).toEqual(returnStatistics(TEN));
    expect(returnStatistics(TEN, createRng(1)).returnIqmInterval).not.toEqual(returnStatistics(TEN).returnIqmInterval);
  });

  it("claims nothing of the spread of a single return", () => {
    expect(returnStatistics([12])).toEqual({
      returnMean: 12,
      returnStd: null,
      returnMedian: 12,
      returnIqm: 12,
      returnMeanInterval: null,
      returnIqmInterval: null,
    });
  });

  it("needs a return", () => {
    expect(() => returnStatistics([])).toThrow(SpecError);
  });
});

describe("pairedDifference", () => {
  it("leaves out what both sides of a pair have in common", () => {
    // The starts differ by hundreds, the sides by 10 always: the difference is sure.
    expect(pairedDifference([110, 510, 910], [100, 500, 900])).toEqual({ mean: 10, interval: [10, 10] });
  });

  it("knows no interval of a single pair", () => {
    expect(pairedDifference([3], [5])).toEqual({ mean: -2, interval: null });
  });

  it("needs as many returns on both sides", () => {
    expect(() => pairedDifference([1, 2], [1])).toThrow(/got 2 and 1/);
    expect(() => pairedDifference([], [])).toThrow(SpecError);
  });
});
