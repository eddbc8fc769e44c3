import { expect, it } from "vitest";
import { meanAndStd } from "../../../agents/index.ts";

it("gives the mean and the deviation of the sample", () => {
  // Deviations from 5 are −3, −1, −1, −1, 0, 0, 2, 4: their squares sum to 32, over one less than 8 values.
  expect(meanAndStd([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, std: Math.sqrt(32 / 7) });
});

it("gives no deviation for a single value", () => {
  expect(meanAndStd([3])).toEqual({ mean: 3, std: null });
});
