/** Mass, centre of mass and inertia of a uniform closed mesh, as a sum of signed tetrahedra from the origin. */
import type { ShapeSpec } from "./body-types.ts";
import type { Geometry, Quat, Vec3 } from "./core/env.ts";
import { rotateVec } from "./core/quaternion.ts";
import { addVec, crossVec, dotVec } from "./core/vector.ts";
import type { MassProperties } from "./mass-properties.ts";

type Mesh = Extract<Geometry, { kind: "mesh" }>;

/**
 * A tetrahedron (0, a, b, c) has the volume det/6 and the second moments det/120 (Σ v vᵀ + (Σ v)(Σ v)ᵀ) over its corners v
 * (Tonon, Explicit exact formulas for the 3-D tetrahedron inertia tensor, 2004).
 */
export function meshMass(shape: ShapeSpec, mesh: Mesh, position: Vec3, rotation: Quat): MassProperties {
  const corner = (i: number): Vec3 => {
    const at = (mesh.triangles[i] ?? 0) * 3;
    const local: Vec3 = [mesh.vertices[at] ?? 0, mesh.vertices[at + 1] ?? 0, mesh.vertices[at + 2] ?? 0];
    return addVec(position, rotateVec(rotation, local));
  };
  let volume = 0;
  const first = [0, 0, 0];
  const second = [0, 0, 0, 0, 0, 0]; // xx, yy, zz, xy, xz, yz
  const pairs = [
    [0, 0],
    [1, 1],
    [2, 2],
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const;
  for (let face = 0; face < mesh.triangles.length; face += 3) {
    const corners = [corner(face), corner(face + 1), corner(face + 2)] as const;
    const det = dotVec(corners[0], crossVec(corners[1], corners[2]));
    const sum = addVec(addVec(corners[0], corners[1]), corners[2]);
    volume += det / 6;
    for (const k of [0, 1, 2] as const) first[k] = (first[k] ?? 0) + (det / 24) * sum[k];
    for (const [at, [i, j]] of pairs.entries()) {
      const own = corners.reduce((total, v) => total + v[i] * v[j], 0);
      second[at] = (second[at] ?? 0) + (det / 120) * (own + sum[i] * sum[j]);
    }
  }
  const mass = shape.mass ?? (shape.density ?? 0) * volume;
  if (mass === 0) return { mass: 0, centre: [0, 0, 0], inertia: [0, 0, 0, 0, 0, 0] };
  const centre: Vec3 = [(first[0] ?? 0) / volume, (first[1] ?? 0) / volume, (first[2] ?? 0) / volume];
  const moment = (at: number): number => {
    const [i, j] = pairs[at] ?? [0, 0];
    return mass * ((second[at] ?? 0) / volume - centre[i] * centre[j]);
  };
  const [xx, yy, zz] = [moment(0), moment(1), moment(2)];
  return { mass, centre, inertia: [yy + zz, xx + zz, xx + yy, -moment(3), -moment(4), -moment(5)] };
}
