/** A capsule given by its two ends, as MuJoCo's `fromto` gives it. */
import type { Geometry, Quat, Vec3 } from "./core/env.ts";
import { quatBetween } from "./core/quaternion.ts";
import { addVec, lengthVec, scaleVec, subtractVec } from "./core/vector.ts";

/** The hemispheres lie beyond the two ends. */
export function capsuleBetween(
  from: Vec3,
  to: Vec3,
  radius: number,
): { readonly geometry: Geometry; readonly position: Vec3; readonly rotation: Quat } {
  const along = subtractVec(to, from);
  const length = lengthVec(along);
  return {
    geometry: { kind: "capsule", radius, halfLength: length / 2 },
    position: scaleVec(addVec(from, to), 0.5),
    rotation: quatBetween([0, 0, 1], scaleVec(along, 1 / length)),
  };
}
