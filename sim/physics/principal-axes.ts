/** Principal moments and axes of an inertia matrix, as Rapier wants them. */

import { atan2, cos, sin } from "../core/deterministic-math.ts";
import type { Quat, Vec3 } from "../core/env.ts";
import { IDENTITY_QUAT, multiplyQuat, normalizeQuat } from "../core/quaternion.ts";
import type { SymmetricMatrix } from "../mass-properties.ts";

export interface PrincipalAxes {
  readonly moments: Vec3;
  /** Frame of the principal axes in the frame of the matrix. */
  readonly rotation: Quat;
}

// Cyclic Jacobi converges quadratically: three sweeps reach rounding, six leave room.
const SWEEPS = 6;

/** Diagonalises by cyclic Jacobi rotations. */
export function principalAxes([xx, yy, zz, xy, xz, yz]: SymmetricMatrix): PrincipalAxes {
  const m = [
    [xx, xy, xz],
    [xy, yy, yz],
    [xz, yz, zz],
  ];
  const at = (i: number, j: number): number => m[i]?.[j] ?? 0;
  let rotation = IDENTITY_QUAT;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const [i, j, k] of [
      [0, 1, 2],
      [1, 2, 0],
      [2, 0, 1],
    ] as const) {
      if (at(i, j) === 0) continue;
      const angle = 0.5 * atan2(2 * at(i, j), at(i, i) - at(j, j));
      const c = cos(angle);
      const s = sin(angle);
      const [ii, jj, ij, ik, jk] = [at(i, i), at(j, j), at(i, j), at(i, k), at(j, k)];
      const set = (row: number, column: number, value: number): void => {
        (m[row] as number[])[column] = value;
        (m[column] as number[])[row] = value;
      };
      set(i, i, c * c * ii + 2 * c * s * ij + s * s * jj);
      set(j, j, s * s * ii - 2 * c * s * ij + c * c * jj);
      set(i, j, 0);
      set(i, k, c * ik + s * jk);
      set(j, k, c * jk - s * ik);
      // Turning the frame about axis k takes axis i to c·i + s·j.
      const turn: [number, number, number, number] = [0, 0, 0, cos(angle / 2)];
      turn[k] = sin(angle / 2);
      rotation = normalizeQuat(multiplyQuat(rotation, turn));
    }
  }
  return { moments: [at(0, 0), at(1, 1), at(2, 2)], rotation };
}
