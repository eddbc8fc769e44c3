/** An independent answer to what a camera should see: signed distances, marched along each pixel's ray. Slow and plain. */
import {
  type CameraPose,
  conjugateQuat,
  type Geometry,
  type Quat,
  rotateVec,
  type Scene,
  type Vec3,
} from "../../../sim/index.ts";

export interface Sight {
  /** Along the line of sight, in metres; Infinity for nothing. */
  readonly depth: number;
  /** Index of the body, −1 for nothing. */
  readonly body: number;
  /** Least distance that the ray kept from any body, by its depth: less than a pixel at an outline. */
  readonly grazing: number;
}

const FARTHEST = 60;
const CLOSE = 1e-7;

/** What the pixel's middle sees. poses [bodies × 7]. Sheets and planes are left to other tests. */
export function marchRay(
  scene: Scene,
  poses: Float32Array,
  pixel: { x: number; y: number; width: number; height: number },
): Sight {
  const { position, forward, direction } = rayOf(scene.camera, pixel);
  const bodies = scene.bodies.flatMap(({ shapes }, body) =>
    shapes.map((shape) => ({ body, shape, rotation: quatAt(poses, body), place: vecAt(poses, body) })),
  );
  let [along, grazing] = [0, Number.POSITIVE_INFINITY];
  const cosine = dot(direction, forward);
  while (along < FARTHEST) {
    const point = add(position, scale(direction, along));
    let [nearest, which] = [Number.POSITIVE_INFINITY, -1];
    for (const { body, shape, rotation, place } of bodies) {
      const inBody = rotateVec(conjugateQuat(rotation), subtract(point, place));
      const inShape = rotateVec(conjugateQuat(shape.rotation), subtract(inBody, shape.position));
      const distance = distanceTo(shape.geometry, inShape);
      if (distance < nearest) [nearest, which] = [distance, body];
    }
    if (nearest < CLOSE) return { depth: along * cosine, body: which, grazing };
    grazing = Math.min(grazing, nearest / Math.max(along, 0.01));
    along += nearest;
  }
  return { depth: Number.POSITIVE_INFINITY, body: -1, grazing };
}

function rayOf(camera: CameraPose, { x, y, width, height }: { x: number; y: number; width: number; height: number }) {
  const { position, target, verticalFovRad, up = [0, 0, 1] } = camera;
  const forward = unit(subtract(target, position));
  const right = unit(cross(forward, up));
  const above = cross(right, forward);
  const half = Math.tan(verticalFovRad / 2);
  const u = ((2 * (x + 0.5)) / width - 1) * half * (width / height);
  const v = (1 - (2 * (y + 0.5)) / height) * half;
  return { position, forward, direction: unit(add(forward, add(scale(right, u), scale(above, v)))) };
}

/** Signed distances after Inigo Quilez, "distance functions". */
function distanceTo(geometry: Geometry, [x, y, z]: Vec3): number {
  switch (geometry.kind) {
    case "sphere":
      return Math.hypot(x, y, z) - geometry.radius;
    case "box": {
      const [a, b, c] = geometry.halfSizes;
      const [qx, qy, qz] = [Math.abs(x) - a, Math.abs(y) - b, Math.abs(z) - c];
      return Math.hypot(Math.max(qx, 0), Math.max(qy, 0), Math.max(qz, 0)) + Math.min(Math.max(qx, qy, qz), 0);
    }
    case "capsule": {
      const beyond = z - Math.min(Math.max(z, -geometry.halfLength), geometry.halfLength);
      return Math.hypot(x, y, beyond) - geometry.radius;
    }
    case "cylinder": {
      const [side, end] = [Math.hypot(x, y) - geometry.radius, Math.abs(z) - geometry.halfLength];
      return Math.hypot(Math.max(side, 0), Math.max(end, 0)) + Math.min(Math.max(side, end), 0);
    }
    case "mesh":
      return octahedronDistance(geometry.vertices[0] ?? 0, x, y, z);
    default:
      throw new Error(`no distance to a ${geometry.kind}`);
  }
}

/** A bound from below, exact on the surface: |x| + |y| + |z| = radius. */
function octahedronDistance(radius: number, x: number, y: number, z: number): number {
  return (Math.abs(x) + Math.abs(y) + Math.abs(z) - radius) / Math.sqrt(3);
}

function vecAt(poses: Float32Array, body: number): Vec3 {
  const at = 7 * body;
  return [poses[at] ?? 0, poses[at + 1] ?? 0, poses[at + 2] ?? 0];
}

function quatAt(poses: Float32Array, body: number): Quat {
  const [x = 0, y = 0, z = 0, w = 1] = poses.subarray(7 * body + 3, 7 * body + 7);
  const length = Math.hypot(x, y, z, w);
  return [x / length, y / length, z / length, w / length];
}

const add = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const subtract = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const scale = (a: Vec3, by: number): Vec3 => [a[0] * by, a[1] * by, a[2] * by];
const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const unit = (a: Vec3): Vec3 => scale(a, 1 / Math.hypot(...a));
