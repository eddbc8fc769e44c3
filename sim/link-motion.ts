/** Poses, axes and velocities of all links at once, from the joints' coordinates and rates. */
import type { Vec3 } from "./core/env.ts";
import { linkPosesInto, rotateInto } from "./kinematics.ts";
import { hasJoint, type JointLink, type Link, type Mechanism } from "./mechanism.ts";

/** Buffers of one copy of a mechanism, in world coordinates. */
export interface LinkMotion {
  /** (x, y, z, qx, qy, qz, qw) of each link's frame. [J × 7] */
  readonly poses: Float64Array;
  /** Unit vector of each joint. [J × 3] */
  readonly axes: Float64Array;
  /** From each link's origin to its centre of mass. [J × 3] */
  readonly centres: Float64Array;
  /** Velocity of each link's origin. [J × 3] */
  readonly linear: Float64Array;
  /** [J × 3] */
  readonly angular: Float64Array;
}

export function createLinkMotion(mechanism: Mechanism): LinkMotion {
  const count = mechanism.links.length;
  const triple = (): Float64Array => new Float64Array(count * 3);
  return { poses: new Float64Array(count * 7), axes: triple(), centres: triple(), linear: triple(), angular: triple() };
}

/** Fills the buffers from coordinates and rates [J] that start at `offset`. Allocates nothing. */
export function linkMotionInto(
  mechanism: Mechanism,
  positions: ArrayLike<number>,
  rates: ArrayLike<number>,
  offset: number,
  out: LinkMotion,
): void {
  linkPosesInto(mechanism, positions, offset, out.poses);
  for (let i = 0; i < mechanism.links.length; i++) {
    const link = mechanism.links[i] as Link;
    orientLink(link, i, out);
    if (hasJoint(link)) moveLink(link, i, rates[offset + link.coordinate] as number, out);
  }
}

/** Fills the axis and the centre of mass of a link from poses. */
export function orientLink(link: Link, i: number, { poses, axes, centres }: LinkMotion): void {
  const p = i * 7;
  const [ax, ay, az] = link.axis;
  const [cx, cy, cz] = link.mass.centre;
  // A hinge's axis is the same seen from the parent or from the link, as the rotation leaves it in place.
  rotateInto(axes, i * 3, poses[p + 3]!, poses[p + 4]!, poses[p + 5]!, poses[p + 6]!, ax, ay, az);
  rotateInto(centres, i * 3, poses[p + 3]!, poses[p + 4]!, poses[p + 5]!, poses[p + 6]!, cx, cy, cz);
}

/** Velocity of a body's origin and its angular velocity, from those of its link. position: of the body in its link. out [6] */
export function bodyVelocityInto(
  out: Float64Array,
  { poses, linear, angular }: LinkMotion,
  link: number,
  position: Vec3,
): void {
  const p = link * 7;
  const v = link * 3;
  rotateInto(out, 0, poses[p + 3]!, poses[p + 4]!, poses[p + 5]!, poses[p + 6]!, ...position);
  const [x, y, z] = [out[0]!, out[1]!, out[2]!];
  const [wx, wy, wz] = [angular[v]!, angular[v + 1]!, angular[v + 2]!];
  out[0] = linear[v]! + wy * z - wz * y;
  out[1] = linear[v + 1]! + wz * x - wx * z;
  out[2] = linear[v + 2]! + wx * y - wy * x;
  out[3] = wx;
  out[4] = wy;
  out[5] = wz;
}

function moveLink(link: JointLink, i: number, rate: number, { poses, axes, linear, angular }: LinkMotion): void {
  const v = i * 3;
  const p = i * 7;
  const slide = link.joint.kind === "slide";
  const ax = axes[v]! * rate;
  const ay = axes[v + 1]! * rate;
  const az = axes[v + 2]! * rate;
  let vx = slide ? ax : 0;
  let vy = slide ? ay : 0;
  let vz = slide ? az : 0;
  angular[v] = slide ? 0 : ax;
  angular[v + 1] = slide ? 0 : ay;
  angular[v + 2] = slide ? 0 : az;
  if (!slide) {
    const { anchor } = link;
    if (anchor[0] !== 0 || anchor[1] !== 0 || anchor[2] !== 0) {
      // The origin circles the anchor: −ω × (anchor − origin).
      rotateInto(
        linear,
        v,
        poses[p + 3]!,
        poses[p + 4]!,
        poses[p + 5]!,
        poses[p + 6]!,
        anchor[0],
        anchor[1],
        anchor[2],
      );
      const x = linear[v]!;
      const y = linear[v + 1]!;
      const z = linear[v + 2]!;
      vx -= ay * z - az * y;
      vy -= az * x - ax * z;
      vz -= ax * y - ay * x;
    }
  }
  if (link.parent >= 0) {
    const b = link.parent * 3;
    const bp = link.parent * 7;
    const wx = angular[b]!;
    const wy = angular[b + 1]!;
    const wz = angular[b + 2]!;
    const dx = poses[p]! - poses[bp]!;
    const dy = poses[p + 1]! - poses[bp + 1]!;
    const dz = poses[p + 2]! - poses[bp + 2]!;
    vx += linear[b]! + wy * dz - wz * dy;
    vy += linear[b + 1]! + wz * dx - wx * dz;
    vz += linear[b + 2]! + wx * dy - wy * dx;
    angular[v]! += wx;
    angular[v + 1]! += wy;
    angular[v + 2]! += wz;
  }
  linear[v] = vx;
  linear[v + 1] = vy;
  linear[v + 2] = vz;
}
