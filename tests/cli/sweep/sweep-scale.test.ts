import { expect, it } from "vitest";
import { axisOf, spread, ticksOf } from "../../../cli/sweep/sweep-scale.ts";

it("puts the least and the largest value at the ends of an axis", () => {
  const axis = axisOf([0.5, 0.1, 1.3], [100, 700]);
  expect([0.1, 0.7, 1.3].map((value) => Math.round(axis.at(value)))).toEqual([100, 400, 700]);
});

it("puts a single value into the middle", () => {
  expect(axisOf([3], [0, 10]).at(3)).toBe(5);
});

it("ticks 1, 2 or 5 times a power of ten apart, within the axis", () => {
  expect(ticksOf({ least: 0, most: 2100 })).toEqual([0, 500, 1000, 1500, 2000]);
  expect(ticksOf({ least: -0.15, most: 0.42 })).toEqual([-0.1, 0, 0.1, 0.2, 0.3, 0.4]);
});

it("moves labels apart without leaving the frame", () => {
  expect(spread([90, 95, 10], { apart: 20, least: 0, most: 100 })).toEqual([80, 100, 10]);
});
