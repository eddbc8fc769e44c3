/** Vectors of three numbers, as plain tuples. */
import type { Vec3 } from "./env.ts";

export function addVec(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function subtractVec(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function scaleVec(a: Vec3, factor: number): Vec3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function dotVec(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function crossVec(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** Euclidean length. `Math.hypot` is left to the engine by ECMAScript; the square root is exact. */
export function lengthVec(a: Vec3): number {
  return Math.sqrt(dotVec(a, a));
}

/** Vector of length 1 in the same direction; the zero vector stays zero. */
export function normalizeVec(a: Vec3): Vec3 {
  const length = lengthVec(a);
  return length === 0 ? [0, 0, 0] : scaleVec(a, 1 / length);
}
