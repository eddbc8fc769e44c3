import { describe, expect, it } from "vitest";
import type { Quat, Vec3 } from "../../../sim/core/env.ts";
import {
  angleAboutAxis,
  conjugateQuat,
  multiplyQuat,
  quatBetween,
  quatFromAxisAngle,
  rotateVec,
} from "../../../sim/core/quaternion.ts";
import { crossVec, normalizeVec } from "../../../sim/core/vector.ts";

describe("quaternions", () => {
  // Right-hand rule: a quarter turn about z takes x to y; about y it takes z to x.
  it("rotate right-handed", () => {
    expectClose(rotateVec(quatFromAxisAngle([0, 0, 1], Math.PI / 2), [1, 0, 0]), [0, 1, 0]);
    expectClose(rotateVec(quatFromAxisAngle([0, 1, 0], Math.PI / 2), [0, 0, 1]), [1, 0, 0]);
    expectClose(crossVec([1, 0, 0], [0, 1, 0]), [0, 0, 1]);
  });

  it("compose from right to left and invert by conjugation", () => {
    const a = quatFromAxisAngle(normalizeVec([1, 2, 3]), 0.7);
    const b = quatFromAxisAngle(normalizeVec([-1, 0.5, 2]), 2.1);
    const v: Vec3 = [0.3, -1.2, 0.8];
    expectClose(rotateVec(multiplyQuat(a, b), v), rotateVec(a, rotateVec(b, v)));
    expectClose(multiplyQuat(a, conjugateQuat(a)), [0, 0, 0, 1]);
  });

  it("give back the angle about their axis, whatever their sign", () => {
    const axis = normalizeVec([1, -2, 0.5]);
    for (const angle of [-3, -1, -1e-6, 0, 0.5, 2, 3.1, Math.PI]) {
      const q = quatFromAxisAngle(axis, angle);
      const negated: Quat = [-q[0], -q[1], -q[2], -q[3]];
      expect(angleAboutAxis(q, axis)).toBeCloseTo(angle, 12);
      expect(angleAboutAxis(negated, axis)).toBeCloseTo(angle, 12);
    }
  });

  it("take one direction to another, the opposite one included", () => {
    for (const to of [[0, 0, 1], [0, 0, -1], [1, 0, 0], normalizeVec([1, 2, 3])] as Vec3[]) {
      expectClose(rotateVec(quatBetween([0, 0, 1], to), [0, 0, 1]), to);
    }
  });
});

/** Twelve digits: a few roundings of 1e-16 on values of order one. */
function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 12);
}
