/** Forward kinematics: from joint coordinates to poses, without a physics engine. */
import { cos, sin } from "./core/deterministic-math.ts";
import { ShapeError, StateError } from "./core/errors.ts";
import type { Link, Mechanism, Placement } from "./mechanism.ts";
import type { Scenario } from "./scenario-types.ts";

const WORLD_POSE: readonly number[] = [0, 0, 0, 0, 0, 0, 1];

/**
 * Writes the pose of every jointed link's frame as (x, y, z, qx, qy, qz, qw), and leaves free ones as they are. Allocates nothing: the physics calls it for every step.
 * joints [J] from `offset`, out [links × 7].
 */
export function linkPosesInto(
  mechanism: Mechanism,
  joints: ArrayLike<number>,
  offset: number,
  out: Float64Array,
): void {
  const { links } = mechanism;
  for (let i = 0; i < links.length; i++) {
    const { joint, coordinate, parent, axis, offset: rest, anchor } = links[i] as Link;
    if (joint === null) continue;
    const q = joints[offset + coordinate] as number;
    const slide = joint.kind === "slide";
    const p = parent * 7;
    const px = parent < 0 ? 0 : out[p]!;
    const py = parent < 0 ? 0 : out[p + 1]!;
    const pz = parent < 0 ? 0 : out[p + 2]!;
    const qx = parent < 0 ? 0 : out[p + 3]!;
    const qy = parent < 0 ? 0 : out[p + 4]!;
    const qz = parent < 0 ? 0 : out[p + 5]!;
    const qw = parent < 0 ? 1 : out[p + 6]!;
    // Where the slide's origin or the hinge's anchor stands in the parent.
    const lx = rest[0] + (slide ? axis[0] * q : anchor[0]);
    const ly = rest[1] + (slide ? axis[1] * q : anchor[1]);
    const lz = rest[2] + (slide ? axis[2] * q : anchor[2]);
    const o = i * 7;
    rotateInto(out, o, qx, qy, qz, qw, lx, ly, lz);
    const x = px + out[o]!;
    const y = py + out[o + 1]!;
    const z = pz + out[o + 2]!;
    if (slide) {
      out[o] = x;
      out[o + 1] = y;
      out[o + 2] = z;
      out[o + 3] = qx;
      out[o + 4] = qy;
      out[o + 5] = qz;
      out[o + 6] = qw;
      continue;
    }
    const s = sin(q / 2);
    const bw = cos(q / 2);
    const bx = axis[0] * s;
    const by = axis[1] * s;
    const bz = axis[2] * s;
    const rx = qw * bx + qx * bw + qy * bz - qz * by;
    const ry = qw * by - qx * bz + qy * bw + qz * bx;
    const rz = qw * bz + qx * by - qy * bx + qz * bw;
    const rw = qw * bw - qx * bx - qy * by - qz * bz;
    rotateInto(out, o, rx, ry, rz, rw, anchor[0], anchor[1], anchor[2]);
    out[o] = x - out[o]!;
    out[o + 1] = y - out[o + 1]!;
    out[o + 2] = z - out[o + 2]!;
    out[o + 3] = rx;
    out[o + 4] = ry;
    out[o + 5] = rz;
    out[o + 6] = rw;
  }
}

/** Writes the vector (x, y, z) turned by a quaternion. */
export function rotateInto(
  out: Float64Array,
  at: number,
  qx: number,
  qy: number,
  qz: number,
  qw: number,
  x: number,
  y: number,
  z: number,
): void {
  const tx = 2 * (qy * z - qz * y);
  const ty = 2 * (qz * x - qx * z);
  const tz = 2 * (qx * y - qy * x);
  out[at] = x + qw * tx + qy * tz - qz * ty;
  out[at + 1] = y + qw * ty + qz * tx - qx * tz;
  out[at + 2] = z + qw * tz + qx * ty - qy * tx;
}

/**
 * Writes the pose of every body as (x, y, z, qx, qy, qz, qw), in the order of `scenario.scene.bodies`.
 * joints [J], out [bodies × 7]. A ShapeError for other sizes.
 */
export function bodyPosesFromJoints(scenario: Scenario, joints: ArrayLike<number>, out: Float32Array): void {
  const { links, placements } = scenario.mechanism;
  if (joints.length !== links.length) {
    throw new ShapeError(`bodyPosesFromJoints: joints must be [J]=[${links.length}], got [${joints.length}]`);
  }
  if (out.length !== placements.length * 7) {
    throw new ShapeError(
      `bodyPosesFromJoints: out must be [bodies × 7]=[${placements.length * 7}], got [${out.length}]`,
    );
  }
  const poses = new Float64Array(links.length * 7);
  linkPosesInto(scenario.mechanism, joints, 0, poses);
  placedPosesInto(scenario.mechanism, poses, out);
}

/** Poses of all bodies from those of their links [links × 7]. Allocates nothing: every step asks for them. out [bodies × 7] */
export function placedPosesInto({ placements }: Mechanism, poses: ArrayLike<number>, out: Float32Array): void {
  for (let i = 0; i < placements.length; i++) {
    const { link, position, rotation } = placements[i] as Placement;
    const from = link < 0 ? WORLD_POSE : poses;
    const at = link < 0 ? 0 : link * 7;
    const [px, py, pz] = position;
    const [rx, ry, rz, rw] = rotation;
    const qx = from[at + 3]!;
    const qy = from[at + 4]!;
    const qz = from[at + 5]!;
    const qw = from[at + 6]!;
    const tx = (qy * pz - qz * py) * 2;
    const ty = (qz * px - qx * pz) * 2;
    const tz = (qx * py - qy * px) * 2;
    const to = i * 7;
    out[to] = from[at]! + (px + tx * qw + (qy * tz - qz * ty));
    out[to + 1] = from[at + 1]! + (py + ty * qw + (qz * tx - qx * tz));
    out[to + 2] = from[at + 2]! + (pz + tz * qw + (qx * ty - qy * tx));
    out[to + 3] = qw * rx + qx * rw + qy * rz - qz * ry;
    out[to + 4] = qw * ry - qx * rz + qy * rw + qz * rx;
    out[to + 5] = qw * rz + qx * ry - qy * rx + qz * rw;
    out[to + 6] = qw * rw - qx * rx - qy * ry - qz * rz;
  }
}

/** Whether a `state` observation of this scenario can be drawn. */
export function hasGhost(scenario: Scenario): boolean {
  return scenario.jointsFromObservation !== undefined;
}

/**
 * Writes the poses of the bodies that an observed or predicted `state` tells. Scenery, which comes after the bodies, stands at the origin,
 * as in an environment. out [(bodies + scenery) × 7]. A StateError without `jointsFromObservation`.
 */
export function ghostPosesInto(scenario: Scenario, state: ArrayLike<number>, out: Float32Array): void {
  if (!scenario.jointsFromObservation) {
    throw new StateError(`ghostPosesInto: scenario ${scenario.id} must declare jointsFromObservation, and does not`);
  }
  const bodies = scenario.mechanism.placements.length * 7;
  bodyPosesFromJoints(scenario, scenario.jointsFromObservation(state), out.subarray(0, bodies));
  out.fill(0, bodies);
  for (let at = bodies + 6; at < out.length; at += 7) out[at] = 1;
}
