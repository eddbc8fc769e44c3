/** Mass, centre of mass and inertia of shapes. A capsule includes its hemispheres, as in MuJoCo. */

import type { ShapeSpec } from "./body-types.ts";
import type { Geometry, Quat, Vec3 } from "./core/env.ts";
import { rotateVec } from "./core/quaternion.ts";
import { addVec, scaleVec, subtractVec } from "./core/vector.ts";
import { meshMass } from "./mesh-mass.ts";

/** Symmetric matrix: xx, yy, zz, xy, xz, yz. */
export type SymmetricMatrix = readonly [number, number, number, number, number, number];

export interface MassProperties {
  /** kg */
  readonly mass: number;
  /** Centre of mass, m. */
  readonly centre: Vec3;
  /** About the centre of mass, kg m². */
  readonly inertia: SymmetricMatrix;
}

const MASSLESS: MassProperties = { mass: 0, centre: [0, 0, 0], inertia: [0, 0, 0, 0, 0, 0] };

/** Mass properties of a uniform shape at a pose. */
export function shapeMass(shape: ShapeSpec, position: Vec3, rotation: Quat): MassProperties {
  if (shape.geometry.kind === "mesh") return meshMass(shape, shape.geometry, position, rotation);
  const mass = shape.mass ?? (shape.density ?? 0) * volume(shape.geometry);
  if (mass === 0) return MASSLESS;
  const principal = principalInertia(shape.geometry, mass);
  const axes = [rotateVec(rotation, [1, 0, 0]), rotateVec(rotation, [0, 1, 0]), rotateVec(rotation, [0, 0, 1])];
  const entry = (i: 0 | 1 | 2, j: 0 | 1 | 2): number =>
    axes.reduce((sum, axis, k) => sum + (principal[k] ?? 0) * axis[i] * axis[j], 0);
  return {
    mass,
    centre: position,
    inertia: [entry(0, 0), entry(1, 1), entry(2, 2), entry(0, 1), entry(0, 2), entry(1, 2)],
  };
}

/** Mass properties of several parts as one (parallel axes). */
export function combineMasses(parts: readonly MassProperties[]): MassProperties {
  const heavy = parts.filter((part) => part.mass > 0);
  if (heavy.length <= 1) return heavy[0] ?? MASSLESS;
  const mass = heavy.reduce((sum, part) => sum + part.mass, 0);
  const centre = heavy.reduce<Vec3>((sum, part) => addVec(sum, scaleVec(part.centre, part.mass / mass)), [0, 0, 0]);
  const inertia: [number, number, number, number, number, number] = [0, 0, 0, 0, 0, 0];
  for (const part of heavy) {
    const [x, y, z] = subtractVec(part.centre, centre);
    const shift = [y * y + z * z, x * x + z * z, x * x + y * y, -x * y, -x * z, -y * z];
    for (let i = 0; i < 6; i++) inertia[i] = (inertia[i] ?? 0) + (part.inertia[i] ?? 0) + part.mass * (shift[i] ?? 0);
  }
  return { mass, centre, inertia };
}

function volume(geometry: Geometry): number {
  switch (geometry.kind) {
    case "box":
      return 8 * geometry.halfSizes[0] * geometry.halfSizes[1] * geometry.halfSizes[2];
    case "sphere":
      return (4 / 3) * geometry.radius * disc(geometry.radius);
    case "capsule":
      return disc(geometry.radius) * (2 * geometry.halfLength + (4 / 3) * geometry.radius);
    case "cylinder":
      return 2 * disc(geometry.radius) * geometry.halfLength;
    case "plane":
    case "heightfield":
    case "patch":
    case "mesh":
      return 0;
  }
}

/** Area of a disc, m². */
function disc(radius: number): number {
  return Math.PI * radius * radius;
}

/** Inertia about the shape's own axes through its centre. */
function principalInertia(geometry: Geometry, mass: number): Vec3 {
  switch (geometry.kind) {
    case "box": {
      const [x, y, z] = geometry.halfSizes;
      return scaleVec([y * y + z * z, x * x + z * z, x * x + y * y], mass / 3);
    }
    case "sphere":
      return scaleVec([1, 1, 1], 0.4 * mass * geometry.radius * geometry.radius);
    case "cylinder":
      return cylinderInertia(mass, geometry.radius, geometry.halfLength);
    case "capsule": {
      const { radius: r, halfLength: half } = geometry;
      const caps = (mass * 2 * r) / (2 * r + 3 * half);
      const [across, , along] = cylinderInertia(mass - caps, r, half);
      // Two hemispheres: each about its own centre of mass, 3r/8 beyond the cylinder's end, then moved by parallel axes.
      const capsAcross = caps * (0.4 * r * r + half * half + 0.75 * half * r);
      return [across + capsAcross, across + capsAcross, along + 0.4 * caps * r * r];
    }
    case "plane":
    case "heightfield":
    case "patch":
    case "mesh":
      return [0, 0, 0];
  }
}

function cylinderInertia(mass: number, radius: number, halfLength: number): Vec3 {
  const across = mass * ((radius * radius) / 4 + (halfLength * halfLength) / 3);
  return [across, across, (mass * radius * radius) / 2];
}
