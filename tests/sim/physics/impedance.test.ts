import { describe, expect, it } from "vitest";
import { impedance } from "../../../sim/physics/impedance.ts";

describe("impedance", () => {
  // MuJoCo's documentation, "Solver parameters", solimp (0.9, 0.95, 0.001, 0.5, 2): d(r) = dmin + y (dmax − dmin), with y = 2 x² up to the
  // middle, x = r / width, and 1 − 2 (1 − x)² from there.
  it.each([
    [0, 0.9],
    [0.00025, 0.9 + 0.05 / 8],
    [0.0005, 0.925],
    [0.00075, 0.95 - 0.05 / 8],
    [0.001, 0.95],
    [0.5, 0.95],
  ])("at a depth of %f is %f", (depth, share) => {
    expect(impedance(depth)).toBeCloseTo(share, 14);
  });
});
