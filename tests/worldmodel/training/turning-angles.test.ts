/** Angles that go round and round, by their unit, bounds and data. */
import { expect, it } from "vitest";
import { turningAngles } from "../../../worldmodel/training/turning-angles.ts";

it("finds angles without bounds that span more than a turn, in whatever stretches the data comes", () => {
  const { POSITIVE_INFINITY: far } = Number;
  const space = {
    units: ["rad", "rad", "rad", "rad/s"],
    low: [-far, -far, -2 * Math.PI, -far],
    high: [far, far, 2 * Math.PI, far],
  };
  // The second swings within a turn, the third has bounds, the fourth is a speed.
  const stretches = [
    [-3, -3, -6, -9],
    [0, 3, 6, 9, 3.5, 0, 0, 0],
  ];
  expect(turningAngles(space, stretches)).toEqual([0]);
});
