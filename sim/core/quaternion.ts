/** Unit quaternions (x, y, z, w) that rotate vectors. */
import { atan2, cos, sin } from "./deterministic-math.ts";
import type { Quat, Vec3 } from "./env.ts";
import { addVec, crossVec, dotVec, scaleVec } from "./vector.ts";

export const IDENTITY_QUAT: Quat = [0, 0, 0, 1];

/** Rotation by `angleRad` about a unit axis, right-handed. */
export function quatFromAxisAngle(axis: Vec3, angleRad: number): Quat {
  const s = sin(angleRad / 2);
  return [axis[0] * s, axis[1] * s, axis[2] * s, cos(angleRad / 2)];
}

/** The rotation b followed by the rotation a. */
export function multiplyQuat(a: Quat, b: Quat): Quat {
  return [
    a[3] * b[0] + a[0] * b[3] + a[1] * b[2] - a[2] * b[1],
    a[3] * b[1] - a[0] * b[2] + a[1] * b[3] + a[2] * b[0],
    a[3] * b[2] + a[0] * b[1] - a[1] * b[0] + a[2] * b[3],
    a[3] * b[3] - a[0] * b[0] - a[1] * b[1] - a[2] * b[2],
  ];
}

/** Inverse of a unit quaternion. */
export function conjugateQuat(q: Quat): Quat {
  return [-q[0], -q[1], -q[2], q[3]];
}

/** Quaternion of length 1 for the same rotation. */
export function normalizeQuat(q: Quat): Quat {
  const length = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
  return [q[0] / length, q[1] / length, q[2] / length, q[3] / length];
}

/** The vector turned by the rotation. */
export function rotateVec(q: Quat, v: Vec3): Vec3 {
  const u: Vec3 = [q[0], q[1], q[2]];
  const t = scaleVec(crossVec(u, v), 2);
  return addVec(addVec(v, scaleVec(t, q[3])), crossVec(u, t));
}

/** Angle in (−π, π] of a rotation about the unit axis; the part of the rotation about other axes is left out (twist). */
export function angleAboutAxis(q: Quat, axis: Vec3): number {
  const s = dotVec([q[0], q[1], q[2]], axis);
  const angle = 2 * atan2(q[3] < 0 ? -s : s, Math.abs(q[3]));
  return angle <= -Math.PI ? Math.PI : angle;
}

/** The least rotation that takes one unit vector to another. */
export function quatBetween(from: Vec3, to: Vec3): Quat {
  const w = 1 + dotVec(from, to);
  if (w > 1e-9) return normalizeQuat([...crossVec(from, to), w]);
  // Opposite directions: half a turn about any perpendicular axis.
  const side: Vec3 = Math.abs(from[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  return normalizeQuat([...crossVec(from, side), 0]);
}
