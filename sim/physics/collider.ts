/** A solid shape as Rapier's collider. */
import type { ColliderDesc } from "@dimforge/rapier3d";
import type { ShapeSpec } from "../body-types.ts";
import type { Geometry, Quat, Vec3 } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";
import { IDENTITY_QUAT, multiplyQuat, rotateVec } from "../core/quaternion.ts";
import { addVec } from "../core/vector.ts";
import type { Placement } from "../mechanism.ts";
import { sheetTriangles } from "../sheet-triangles.ts";
import type { Rapier } from "./rapier.ts";

export const DEFAULT_FRICTION = 0.5;

/** Rapier's capsules and cylinders lie along y: a quarter turn about x lays them along z. */
const Z_FROM_Y: Quat = [Math.SQRT1_2, 0, 0, Math.SQRT1_2];

/** Whether a shape touches others. */
export function isSolid(shape: ShapeSpec): boolean {
  return shape.solid ?? true;
}

/** The collider of a shape of a body that sits in its link as `placement` says. Its mass is that of the link, not its own. */
export function colliderOf(rapier: Rapier, shape: ShapeSpec, placement: Placement, groups: number): ColliderDesc {
  const upright = shape.geometry.kind === "capsule" || shape.geometry.kind === "cylinder";
  const turn = multiplyQuat(placement.rotation, shape.rotation ?? IDENTITY_QUAT);
  const [qx, qy, qz, qw] = upright ? multiplyQuat(turn, Z_FROM_Y) : turn;
  const [x, y, z] = addVec(placement.position, rotateVec(placement.rotation, shape.position ?? [0, 0, 0]));
  return describe(rapier, shape.geometry)
    .setTranslation(x, y, z)
    .setRotation({ x: qx, y: qy, z: qz, w: qw })
    .setDensity(0)
    .setFriction(shape.friction ?? DEFAULT_FRICTION)
    .setRestitution(shape.restitution ?? 0)
    .setCollisionGroups(groups);
}

function describe(rapier: Rapier, geometry: Geometry): ColliderDesc {
  switch (geometry.kind) {
    case "box":
      return rapier.ColliderDesc.cuboid(...geometry.halfSizes);
    case "sphere":
      return rapier.ColliderDesc.ball(geometry.radius);
    case "capsule":
      return rapier.ColliderDesc.capsule(geometry.halfLength, geometry.radius);
    case "cylinder":
      return rapier.ColliderDesc.cylinder(geometry.halfLength, geometry.radius);
    case "plane":
      return new rapier.ColliderDesc(new rapier.HalfSpace({ x: 0, y: 0, z: 1 }));
    case "heightfield":
    case "patch": {
      const { vertices, triangles } = sheetTriangles(geometry);
      return rapier.ColliderDesc.trimesh(vertices, triangles, rapier.TriMeshFlags.FIX_INTERNAL_EDGES);
    }
    case "mesh": {
      const hull = rapier.ColliderDesc.convexHull(Float32Array.from(geometry.vertices));
      if (!hull) throw new SpecError("mesh: vertices must span a volume, got points that lie in a plane");
      return hull;
    }
  }
}

/** Membership and filter bits of every shape, from the names of their groups: at most 16. */
export function collisionGroups(shapes: readonly ShapeSpec[]): (shape: ShapeSpec) => number {
  const names = [...new Set(shapes.map((shape) => shape.group ?? "default"))];
  const bit = (name: string): number => (names.includes(name) ? 1 << names.indexOf(name) : 0);
  return (shape) => {
    const filter = shape.touches ? shape.touches.reduce((bits, name) => bits | bit(name), 0) : 0xffff;
    return ((bit(shape.group ?? "default") << 16) | filter) >>> 0;
  };
}

/** Whether two shapes' groups touch each other, from `collisionGroups`' bits. */
export function mayTouch(a: number, b: number): boolean {
  return ((a >>> 16) & b & 0xffff) !== 0 && ((b >>> 16) & a & 0xffff) !== 0;
}

/** A vector as Rapier takes it. */
export function rapierVector([x, y, z]: Vec3): { x: number; y: number; z: number } {
  return { x, y, z };
}
