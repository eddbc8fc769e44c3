/** The inertia of a link in the world, about a point that is not its own. */

/** Numbers of an inertia: mass, mass × centre (3), second moments xx, yy, zz, xy, xz, yz. */
export const INERTIA = 10;

/** The rotation of the pose that starts at `p` as a matrix, rows one after the other. out [9] */
export function turnInto(out: Float64Array, poses: Float64Array, p: number): void {
  const x = poses[p + 3]!;
  const y = poses[p + 4]!;
  const z = poses[p + 5]!;
  const w = poses[p + 6]!;
  out[0] = 1 - 2 * (y * y + z * z);
  out[1] = 2 * (x * y - w * z);
  out[2] = 2 * (x * z + w * y);
  out[3] = 2 * (x * y + w * z);
  out[4] = 1 - 2 * (x * x + z * z);
  out[5] = 2 * (y * z - w * x);
  out[6] = 2 * (x * z - w * y);
  out[7] = 2 * (y * z + w * x);
  out[8] = 1 - 2 * (x * x + y * y);
}

/**
 * A link's own inertia turned into the world, R I Rᵀ, and moved by parallel axes. turn [9]; moments: xx, yy, zz, xy, xz, yz about
 * the centre of mass, from `k`; centre: of mass, from the point [3]; out [10] from `o`
 */
export function worldInertiaInto(
  out: Float64Array,
  o: number,
  turn: Float64Array,
  mass: number,
  moments: Float64Array,
  k: number,
  centre: Float64Array,
): void {
  const xx = moments[k]!;
  const yy = moments[k + 1]!;
  const zz = moments[k + 2]!;
  const xy = moments[k + 3]!;
  const xz = moments[k + 4]!;
  const yz = moments[k + 5]!;
  const r0 = turn[0]!;
  const r1 = turn[1]!;
  const r2 = turn[2]!;
  const r3 = turn[3]!;
  const r4 = turn[4]!;
  const r5 = turn[5]!;
  const r6 = turn[6]!;
  const r7 = turn[7]!;
  const r8 = turn[8]!;
  const cx = centre[0]!;
  const cy = centre[1]!;
  const cz = centre[2]!;
  const a0 = r0 * xx + r1 * xy + r2 * xz;
  const a1 = r0 * xy + r1 * yy + r2 * yz;
  const a2 = r0 * xz + r1 * yz + r2 * zz;
  const b0 = r3 * xx + r4 * xy + r5 * xz;
  const b1 = r3 * xy + r4 * yy + r5 * yz;
  const b2 = r3 * xz + r4 * yz + r5 * zz;
  const c0 = r6 * xx + r7 * xy + r8 * xz;
  const c1 = r6 * xy + r7 * yy + r8 * yz;
  const c2 = r6 * xz + r7 * yz + r8 * zz;
  out[o] = mass;
  out[o + 1] = mass * cx;
  out[o + 2] = mass * cy;
  out[o + 3] = mass * cz;
  out[o + 4] = a0 * r0 + a1 * r1 + a2 * r2 + mass * (cy * cy + cz * cz);
  out[o + 5] = b0 * r3 + b1 * r4 + b2 * r5 + mass * (cx * cx + cz * cz);
  out[o + 6] = c0 * r6 + c1 * r7 + c2 * r8 + mass * (cx * cx + cy * cy);
  out[o + 7] = a0 * r3 + a1 * r4 + a2 * r5 - mass * cx * cy;
  out[o + 8] = a0 * r6 + a1 * r7 + a2 * r8 - mass * cx * cz;
  out[o + 9] = b0 * r6 + b1 * r7 + b2 * r8 - mass * cy * cz;
}
