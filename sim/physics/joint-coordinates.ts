/** Between bodies and joints: loads that a joint's force puts on two bodies, and coordinates that two bodies' motion tells. */
import { atan2 } from "../core/deterministic-math.ts";
import type { LinkMotion } from "../link-motion.ts";
import type { JointLink } from "../mechanism.ts";

/** Adds a joint's force (N, along its axis at the link's origin) or torque (N m) to its link, and the opposite to the parent. loads [J × 6] */
export function addJointLoads(
  link: JointLink,
  i: number,
  force: number,
  motion: LinkMotion,
  loads: Float64Array,
): void {
  const { axes, centres, poses } = motion;
  const v = i * 3;
  const fx = axes[v]! * force;
  const fy = axes[v + 1]! * force;
  const fz = axes[v + 2]! * force;
  if (link.joint.kind === "hinge") {
    addTorque(loads, i, fx, fy, fz);
    if (link.parent >= 0) addTorque(loads, link.parent, -fx, -fy, -fz);
    return;
  }
  addForceAt(loads, i, fx, fy, fz, -centres[v]!, -centres[v + 1]!, -centres[v + 2]!);
  if (link.parent < 0) return;
  const b = link.parent * 3;
  const p = i * 7;
  const bp = link.parent * 7;
  const dx = poses[p]! - poses[bp]! - centres[b]!;
  const dy = poses[p + 1]! - poses[bp + 1]! - centres[b + 1]!;
  const dz = poses[p + 2]! - poses[bp + 2]! - centres[b + 2]!;
  addForceAt(loads, link.parent, -fx, -fy, -fz, dx, dy, dz);
}

function addTorque(loads: Float64Array, i: number, x: number, y: number, z: number): void {
  loads[i * 6 + 3]! += x;
  loads[i * 6 + 4]! += y;
  loads[i * 6 + 5]! += z;
}

/** A force at an arm from the centre of mass. */
function addForceAt(
  loads: Float64Array,
  i: number,
  fx: number,
  fy: number,
  fz: number,
  armX: number,
  armY: number,
  armZ: number,
): void {
  loads[i * 6]! += fx;
  loads[i * 6 + 1]! += fy;
  loads[i * 6 + 2]! += fz;
  addTorque(loads, i, armY * fz - armZ * fy, armZ * fx - armX * fz, armX * fy - armY * fx);
}

/** Coordinate of joint i; a hinge takes the turn nearest to its previous coordinate. */
export function jointPosition(link: JointLink, i: number, previous: number, { poses, axes }: LinkMotion): number {
  const p = i * 7;
  const b = link.parent * 7;
  const world = link.parent < 0;
  if (link.joint.kind === "slide") {
    const dx = poses[p]! - (world ? 0 : poses[b]!);
    const dy = poses[p + 1]! - (world ? 0 : poses[b + 1]!);
    const dz = poses[p + 2]! - (world ? 0 : poses[b + 2]!);
    const v = i * 3;
    const along = dx * axes[v]! + dy * axes[v + 1]! + dz * axes[v + 2]!;
    return along - (link.offset[0] * link.axis[0] + link.offset[1] * link.axis[1] + link.offset[2] * link.axis[2]);
  }
  const [x, y, z, w] = [poses[p + 3]!, poses[p + 4]!, poses[p + 5]!, poses[p + 6]!];
  // Conjugate of the parent's rotation, times the link's: the turn of the joint.
  const px = world ? 0 : -poses[b + 3]!;
  const py = world ? 0 : -poses[b + 4]!;
  const pz = world ? 0 : -poses[b + 5]!;
  const pw = world ? 1 : poses[b + 6]!;
  const tx = pw * x + px * w + py * z - pz * y;
  const ty = pw * y - px * z + py * w + pz * x;
  const tz = pw * z + px * y - py * x + pz * w;
  const tw = pw * w - px * x - py * y - pz * z;
  const angle = 2 * atan2(tx * link.axis[0] + ty * link.axis[1] + tz * link.axis[2], tw);
  const turn = angle - previous;
  return previous + (turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI)));
}

/** Rate of joint i, from its link's motion relative to its parent's. */
export function jointRate(link: JointLink, i: number, { poses, axes, linear, angular }: LinkMotion): number {
  const v = i * 3;
  const b = link.parent * 3;
  const world = link.parent < 0;
  const wx = world ? 0 : angular[b]!;
  const wy = world ? 0 : angular[b + 1]!;
  const wz = world ? 0 : angular[b + 2]!;
  if (link.joint.kind === "hinge") {
    return (
      (angular[v]! - wx) * axes[v]! + (angular[v + 1]! - wy) * axes[v + 1]! + (angular[v + 2]! - wz) * axes[v + 2]!
    );
  }
  let vx = linear[v]!;
  let vy = linear[v + 1]!;
  let vz = linear[v + 2]!;
  if (!world) {
    const p = i * 7;
    const bp = link.parent * 7;
    const dx = poses[p]! - poses[bp]!;
    const dy = poses[p + 1]! - poses[bp + 1]!;
    const dz = poses[p + 2]! - poses[bp + 2]!;
    vx -= linear[b]! + wy * dz - wz * dy;
    vy -= linear[b + 1]! + wz * dx - wx * dz;
    vz -= linear[b + 2]! + wx * dy - wy * dx;
  }
  return vx * axes[v]! + vy * axes[v + 1]! + vz * axes[v + 2]!;
}
