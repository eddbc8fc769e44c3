/** Finds where a tree's shapes touch. */
import { rotateInto } from "../../kinematics.ts";
import type { LinkMotion } from "../../link-motion.ts";
import type { Capsule, TreeShapes } from "./tree-shapes.ts";

/** Numbers of a contact: point, normal, first and second tangent (each 3, in the world), distance, friction. */
export const CONTACT_SIZE = 14;
/** Where distance and friction are among them. */
export const DISTANCE = 12;
export const FRICTION = 13;

/** Lines nearer to each other than this have no direction from one to the other, m. */
const CROSSING = 1e-12;

/** Contacts of a moment: shapes that overlap. The normal points from the first side to the second. */
export interface TreeContacts {
  count: number;
  /** [contacts × 14] */
  readonly values: Float64Array;
  /** Links of the two sides; −1 for the world. [contacts × 2] */
  readonly links: Int32Array;
  /** Bodies of the two sides. [contacts × 2] */
  readonly bodies: Int32Array;
  /** Finds the contacts of a motion's poses. */
  find(motion: LinkMotion): void;
}

export function createTreeContacts({ planePairs, capsulePairs }: TreeShapes): TreeContacts {
  const most = planePairs.length + capsulePairs.length;
  const values = new Float64Array(most * CONTACT_SIZE);
  const links = new Int32Array(most * 2);
  const bodies = new Int32Array(most * 2);
  const pointLinks = Int32Array.from(planePairs, ({ link }) => link);
  const planes = Float64Array.from(planePairs.flatMap(({ plane }) => [...plane.normal, plane.offset]));
  const points = Float64Array.from(planePairs.flatMap(({ point, radius }) => [...point, radius]));
  const ends = new Float64Array(12);

  const contacts: TreeContacts = {
    count: 0,
    values,
    links,
    bodies,
    find({ poses }) {
      contacts.count = 0;
      for (let f = 0; f < pointLinks.length; f++) collideWithPlane(f, poses);
      for (let k = 0; k < capsulePairs.length; k++) collideCapsules(k, poses);
    },
  };

  /** Adds the contact of a sphere that is in a plane. */
  function collideWithPlane(f: number, poses: Float64Array): void {
    const link = pointLinks[f]!;
    const p = link * 7;
    const k = f * 4;
    const qx = poses[p + 3]!;
    const qy = poses[p + 4]!;
    const qz = poses[p + 5]!;
    const qw = poses[p + 6]!;
    const px = points[k]!;
    const py = points[k + 1]!;
    const pz = points[k + 2]!;
    const radius = points[k + 3]!;
    const tx = 2 * (qy * pz - qz * py);
    const ty = 2 * (qz * px - qx * pz);
    const tz = 2 * (qx * py - qy * px);
    const x = poses[p]! + px + qw * tx + qy * tz - qz * ty;
    const y = poses[p + 1]! + py + qw * ty + qz * tx - qx * tz;
    const z = poses[p + 2]! + pz + qw * tz + qx * ty - qy * tx;
    const nx = planes[k]!;
    const ny = planes[k + 1]!;
    const nz = planes[k + 2]!;
    const distance = nx * x + ny * y + nz * z - planes[k + 3]! - radius;
    if (distance >= 0) return;
    const { axis, plane, body, friction } = planePairs[f]!;
    const c = contacts.count++;
    links[2 * c] = -1;
    links[2 * c + 1] = link;
    bodies[2 * c] = plane.body;
    bodies[2 * c + 1] = body;
    const o = c * CONTACT_SIZE;
    // Half way between the two surfaces.
    const reach = radius + distance / 2;
    values[o] = x - nx * reach;
    values[o + 1] = y - ny * reach;
    values[o + 2] = z - nz * reach;
    values[o + 3] = nx;
    values[o + 4] = ny;
    values[o + 5] = nz;
    rotateInto(values, o + 6, qx, qy, qz, qw, axis[0], axis[1], axis[2]);
    finish(o, distance, friction);
  }

  /** Adds the contact of two capsules that overlap, where they are nearest to each other. */
  function collideCapsules(k: number, poses: Float64Array): void {
    const { capsules, friction } = capsulePairs[k]!;
    const [a, b] = capsules;
    placeCapsule(a, 0, poses);
    placeCapsule(b, 6, poses);
    const dx = ends[6]! - ends[0]!;
    const dy = ends[7]! - ends[1]!;
    const dz = ends[8]! - ends[2]!;
    const reach = a.radius + b.radius;
    const ux = ends[3]!;
    const uy = ends[4]!;
    const uz = ends[5]!;
    const wx = ends[9]!;
    const wy = ends[10]!;
    const wz = ends[11]!;
    const uu = ux * ux + uy * uy + uz * uz;
    const ww = wx * wx + wy * wy + wz * wz;
    const far = reach + Math.sqrt(uu) + Math.sqrt(ww);
    if (dx * dx + dy * dy + dz * dz >= far * far) return;
    // Shares s, t in [−1, 1] of the half lines: least |d + t w − s u|.
    const uw = ux * wx + uy * wy + uz * wz;
    const ud = ux * dx + uy * dy + uz * dz;
    const wd = wx * dx + wy * dy + wz * dz;
    const flat = uu * ww - uw * uw;
    let s = 0;
    if (flat > 1e-12 * uu * ww) s = clampUnit((ud * ww - uw * wd) / flat);
    // Where the second is a sphere, t cannot make good what s lacks; between parallel lines it can.
    else if (ww === 0 && uu > 0) s = clampUnit(ud / uu);
    let t = ww > 0 ? (s * uw - wd) / ww : 0;
    if (t < -1 || t > 1) {
      t = clampUnit(t);
      s = uu > 0 ? clampUnit((ud + t * uw) / uu) : 0;
    }
    const gx = dx + t * wx - s * ux;
    const gy = dy + t * wy - s * uy;
    const gz = dz + t * wz - s * uz;
    const gap = Math.sqrt(gx * gx + gy * gy + gz * gz);
    if (gap >= reach) return;
    const c = contacts.count++;
    links[2 * c] = a.link;
    links[2 * c + 1] = b.link;
    bodies[2 * c] = a.body;
    bodies[2 * c + 1] = b.body;
    const o = c * CONTACT_SIZE;
    let nx = gx;
    let ny = gy;
    let nz = gz;
    if (gap < CROSSING) {
      // Lines that cross: across both.
      nx = uy * wz - uz * wy;
      ny = uz * wx - ux * wz;
      nz = ux * wy - uy * wx;
    }
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    nx = length > 0 ? nx / length : 1;
    ny = length > 0 ? ny / length : 0;
    nz = length > 0 ? nz / length : 0;
    const distance = gap - reach;
    const out = a.radius + distance / 2;
    values[o] = ends[0]! + s * ux + nx * out;
    values[o + 1] = ends[1]! + s * uy + ny * out;
    values[o + 2] = ends[2]! + s * uz + nz * out;
    values[o + 3] = nx;
    values[o + 4] = ny;
    values[o + 5] = nz;
    values.fill(0, o + 6, o + 9);
    finish(o, distance, friction);
  }

  /** Centre and half line of a capsule in the world. */
  function placeCapsule({ link, centre, half }: Capsule, at: number, poses: Float64Array): void {
    if (link < 0) {
      ends.set(centre, at);
      ends.set(half, at + 3);
      return;
    }
    const p = link * 7;
    const qx = poses[p + 3]!;
    const qy = poses[p + 4]!;
    const qz = poses[p + 5]!;
    const qw = poses[p + 6]!;
    rotateInto(ends, at, qx, qy, qz, qw, centre[0], centre[1], centre[2]);
    ends[at]! += poses[p]!;
    ends[at + 1]! += poses[p + 1]!;
    ends[at + 2]! += poses[p + 2]!;
    rotateInto(ends, at + 3, qx, qy, qz, qw, half[0], half[1], half[2]);
  }

  /** Completes a contact: tangents, the first as near as can be to what stands there, as MuJoCo chooses them. */
  function finish(o: number, distance: number, friction: number): void {
    const nx = values[o + 3]!;
    const ny = values[o + 4]!;
    const nz = values[o + 5]!;
    let tx = values[o + 6]!;
    let ty = values[o + 7]!;
    let tz = values[o + 8]!;
    let along = tx * nx + ty * ny + tz * nz;
    if (tx * tx + ty * ty + tz * tz - along * along < 1e-12) {
      tx = 0;
      ty = ny < 0.5 && ny > -0.5 ? 1 : 0;
      tz = 1 - ty;
      along = ty * ny + tz * nz;
    }
    tx -= along * nx;
    ty -= along * ny;
    tz -= along * nz;
    const scale = 1 / Math.sqrt(tx * tx + ty * ty + tz * tz);
    tx *= scale;
    ty *= scale;
    tz *= scale;
    values[o + 6] = tx;
    values[o + 7] = ty;
    values[o + 8] = tz;
    values[o + 9] = ny * tz - nz * ty;
    values[o + 10] = nz * tx - nx * tz;
    values[o + 11] = nx * ty - ny * tx;
    values[o + DISTANCE] = distance;
    values[o + FRICTION] = friction;
  }

  return contacts;
}

function clampUnit(x: number): number {
  return Math.min(1, Math.max(-1, x));
}
