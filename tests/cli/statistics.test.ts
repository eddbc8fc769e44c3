import { expect, it } from "vitest";
import { meanAndStdOf } from "../../cli/statistics.ts";

it("gives the mean and the deviation of the values themselves", () => {
  // Deviations from 5 are −3, −1, −1, −1, 0, 0, 2, 4: their squares sum to 32, over 8 values that is 4, and its root 2.
  expect(meanAndStdOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, std: 2 });
});

it("gives no deviation for a single value", () => {
  expect(meanAndStdOf([3])).toEqual({ mean: 3, std: 0 });
});
