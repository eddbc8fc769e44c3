/**
 * Equations of motion of trees, M q̈ + c = τ (Featherstone, Rigid Body Dynamics Algorithms, 2008): composite rigid bodies for M,
 * recursive Newton-Euler for c. All spatial vectors are in world axes about one point, the origin of the first link, so that
 * none has to be carried from link to link.
 */
import type { Vec3 } from "../../core/env.ts";
import type { LinkMotion } from "../../link-motion.ts";
import { INERTIA, turnInto, worldInertiaInto } from "./link-inertia.ts";
import type { Tree } from "./tree.ts";

export interface TreeDynamics {
  /** The point about which the spatial vectors are. [3] */
  readonly origin: Float64Array;
  /** What a unit rate of each degree of freedom does to its link: angular velocity, velocity at the origin. [D × 6] */
  readonly motionSubspace: Float64Array;
  /** Joint-space inertia with rotors, its lower half. [D × D] */
  readonly inertia: Float64Array;
  /** Force that velocities, gravity and loads ask of each degree of freedom. [D] */
  readonly bias: Float64Array;
  /**
   * Computes the above. gravity: m/s²; loads: force (N) at the centre of mass and torque (N m) of each link, or none.
   * loads [links × 6]
   */
  update(motion: LinkMotion, rates: Float64Array, gravity: Vec3, loads: Float64Array | undefined): void;
}

export function createTreeDynamics(tree: Tree): TreeDynamics {
  const { parents, firstDofs, dofParents, freedoms, lastDofs, armature, mechanism } = tree;
  const count = mechanism.links.length;
  const n = dofParents.length;
  const hinge = Uint8Array.from(mechanism.links, ({ joint }) => (joint?.kind === "hinge" ? 1 : 0));
  const free = Uint8Array.from(mechanism.links, ({ motion }) => (motion === "free" ? 1 : 0));
  const masses = Float64Array.from(mechanism.links, ({ mass }) => mass.mass);
  const moments = Float64Array.from(mechanism.links.flatMap(({ mass }) => mass.inertia));
  const anchors = Float64Array.from(mechanism.links.flatMap(({ anchor }) => anchor));
  const origin = new Float64Array(3);
  const motionSubspace = new Float64Array(n * 6);
  const inertia = new Float64Array(n * n);
  const bias = new Float64Array(n);
  const bodies = new Float64Array(count * INERTIA);
  const accelerations = new Float64Array(count * 6);
  const forces = new Float64Array(count * 6);
  const turn = new Float64Array(9);
  /** Centre of mass of a link, from the origin. */
  const place = new Float64Array(3);

  /** Twists of the link's degrees of freedom, from where it is. */
  function motionSubspaceOf(i: number, { poses, axes }: LinkMotion): void {
    const p = i * 7;
    let x = poses[p]! - origin[0]!;
    let y = poses[p + 1]! - origin[1]!;
    let z = poses[p + 2]! - origin[2]!;
    if (free[i] === 1) {
      for (let d = firstDofs[i]!; d < firstDofs[i + 1]!; d++) {
        const s = d * 6;
        const k = freedoms[d]!;
        motionSubspace.fill(0, s, s + 6);
        if (k < 3) {
          motionSubspace[s + 3 + k] = 1;
          continue;
        }
        motionSubspace[s + k - 3] = 1;
        // Velocity at the origin of a turn about an axis e through r: r × e.
        motionSubspace[s + 3] = k === 3 ? 0 : k === 4 ? -z : y;
        motionSubspace[s + 4] = k === 3 ? z : k === 4 ? 0 : -x;
        motionSubspace[s + 5] = k === 3 ? -y : k === 4 ? x : 0;
      }
      return;
    }
    const s = firstDofs[i]! * 6;
    const ax = axes[i * 3]!;
    const ay = axes[i * 3 + 1]!;
    const az = axes[i * 3 + 2]!;
    if (hinge[i] === 0) {
      motionSubspace[s] = 0;
      motionSubspace[s + 1] = 0;
      motionSubspace[s + 2] = 0;
      motionSubspace[s + 3] = ax;
      motionSubspace[s + 4] = ay;
      motionSubspace[s + 5] = az;
      return;
    }
    const a = i * 3;
    const [bx, by, bz] = [anchors[a]!, anchors[a + 1]!, anchors[a + 2]!];
    if (bx !== 0 || by !== 0 || bz !== 0) {
      x += turn[0]! * bx + turn[1]! * by + turn[2]! * bz;
      y += turn[3]! * bx + turn[4]! * by + turn[5]! * bz;
      z += turn[6]! * bx + turn[7]! * by + turn[8]! * bz;
    }
    motionSubspace[s] = ax;
    motionSubspace[s + 1] = ay;
    motionSubspace[s + 2] = az;
    motionSubspace[s + 3] = y * az - z * ay;
    motionSubspace[s + 4] = z * ax - x * az;
    motionSubspace[s + 5] = x * ay - y * ax;
  }

  function placeInto(i: number, { poses, centres }: LinkMotion): void {
    for (let k = 0; k < 3; k++) place[k] = poses[i * 7 + k]! - origin[k]! + centres[i * 3 + k]!;
  }

  /** Acceleration of the link with no joint accelerating, less gravity, and the force that this takes. */
  function forcesOf(i: number, motion: LinkMotion, rates: Float64Array, gravity: Vec3): void {
    const { poses, linear, angular } = motion;
    const p = i * 7;
    const v = i * 3;
    const a = i * 6;
    const parent = parents[i]!;
    const wx = angular[v]!;
    const wy = angular[v + 1]!;
    const wz = angular[v + 2]!;
    const ux = linear[v]!;
    const uy = linear[v + 1]!;
    const uz = linear[v + 2]!;
    const px = poses[p]! - origin[0]!;
    const py = poses[p + 1]! - origin[1]!;
    const pz = poses[p + 2]! - origin[2]!;
    // Velocity of the point of the link that is at the origin.
    const vx = ux - (wy * pz - wz * py);
    const vy = uy - (wz * px - wx * pz);
    const vz = uz - (wx * py - wy * px);
    let ax = 0;
    let ay = 0;
    let az = 0;
    let bx = -gravity[0];
    let by = -gravity[1];
    let bz = -gravity[2];
    if (parent >= 0) {
      const q = parent * 6;
      ax = accelerations[q]!;
      ay = accelerations[q + 1]!;
      az = accelerations[q + 2]!;
      bx = accelerations[q + 3]!;
      by = accelerations[q + 4]!;
      bz = accelerations[q + 5]!;
    }
    if (free[i] === 1) {
      bx += uy * wz - uz * wy;
      by += uz * wx - ux * wz;
      bz += ux * wy - uy * wx;
    } else {
      const s = firstDofs[i]! * 6;
      const rate = rates[firstDofs[i]!]!;
      const jx = motionSubspace[s]! * rate;
      const jy = motionSubspace[s + 1]! * rate;
      const jz = motionSubspace[s + 2]! * rate;
      const kx = motionSubspace[s + 3]! * rate;
      const ky = motionSubspace[s + 4]! * rate;
      const kz = motionSubspace[s + 5]! * rate;
      // The joint's motion subspace moves with its parent: v × (s q̇); the joint's own share of v adds nothing.
      ax += wy * jz - wz * jy;
      ay += wz * jx - wx * jz;
      az += wx * jy - wy * jx;
      bx += wy * kz - wz * ky + vy * jz - vz * jy;
      by += wz * kx - wx * kz + vz * jx - vx * jz;
      bz += wx * ky - wy * kx + vx * jy - vy * jx;
    }
    accelerations[a] = ax;
    accelerations[a + 1] = ay;
    accelerations[a + 2] = az;
    accelerations[a + 3] = bx;
    accelerations[a + 4] = by;
    accelerations[a + 5] = bz;
    const o = i * INERTIA;
    const m = bodies[o]!;
    const hx = bodies[o + 1]!;
    const hy = bodies[o + 2]!;
    const hz = bodies[o + 3]!;
    const xx = bodies[o + 4]!;
    const yy = bodies[o + 5]!;
    const zz = bodies[o + 6]!;
    const xy = bodies[o + 7]!;
    const xz = bodies[o + 8]!;
    const yz = bodies[o + 9]!;
    // Momentum about the origin.
    const lx = xx * wx + xy * wy + xz * wz + hy * vz - hz * vy;
    const ly = xy * wx + yy * wy + yz * wz + hz * vx - hx * vz;
    const lz = xz * wx + yz * wy + zz * wz + hx * vy - hy * vx;
    const qx = m * vx + wy * hz - wz * hy;
    const qy = m * vy + wz * hx - wx * hz;
    const qz = m * vz + wx * hy - wy * hx;
    forces[a] = xx * ax + xy * ay + xz * az + hy * bz - hz * by + wy * lz - wz * ly + vy * qz - vz * qy;
    forces[a + 1] = xy * ax + yy * ay + yz * az + hz * bx - hx * bz + wz * lx - wx * lz + vz * qx - vx * qz;
    forces[a + 2] = xz * ax + yz * ay + zz * az + hx * by - hy * bx + wx * ly - wy * lx + vx * qy - vy * qx;
    forces[a + 3] = m * bx + ay * hz - az * hy + wy * qz - wz * qy;
    forces[a + 4] = m * by + az * hx - ax * hz + wz * qx - wx * qz;
    forces[a + 5] = m * bz + ax * hy - ay * hx + wx * qy - wy * qx;
  }

  /** Takes the loads on a link from the force that its motion asks for. */
  function subtractLoads(i: number, { poses, centres }: LinkMotion, loads: Float64Array): void {
    const a = i * 6;
    const fx = loads[a]!;
    const fy = loads[a + 1]!;
    const fz = loads[a + 2]!;
    const cx = poses[i * 7]! - origin[0]! + centres[i * 3]!;
    const cy = poses[i * 7 + 1]! - origin[1]! + centres[i * 3 + 1]!;
    const cz = poses[i * 7 + 2]! - origin[2]! + centres[i * 3 + 2]!;
    forces[a]! -= loads[a + 3]! + cy * fz - cz * fy;
    forces[a + 1]! -= loads[a + 4]! + cz * fx - cx * fz;
    forces[a + 2]! -= loads[a + 5]! + cx * fy - cy * fx;
    forces[a + 3]! -= fx;
    forces[a + 4]! -= fy;
    forces[a + 5]! -= fz;
  }

  /** Row of the joint-space inertia, and bias, of one degree of freedom, from the composite body and force that hang on it. */
  function project(i: number, d: number): void {
    const s = d * 6;
    const a = i * 6;
    const sx = motionSubspace[s]!;
    const sy = motionSubspace[s + 1]!;
    const sz = motionSubspace[s + 2]!;
    const tx = motionSubspace[s + 3]!;
    const ty = motionSubspace[s + 4]!;
    const tz = motionSubspace[s + 5]!;
    bias[d] =
      sx * forces[a]! +
      sy * forces[a + 1]! +
      sz * forces[a + 2]! +
      tx * forces[a + 3]! +
      ty * forces[a + 4]! +
      tz * forces[a + 5]!;
    const o = i * INERTIA;
    const m = bodies[o]!;
    const hx = bodies[o + 1]!;
    const hy = bodies[o + 2]!;
    const hz = bodies[o + 3]!;
    const xy = bodies[o + 7]!;
    const xz = bodies[o + 8]!;
    const yz = bodies[o + 9]!;
    const lx = bodies[o + 4]! * sx + xy * sy + xz * sz + hy * tz - hz * ty;
    const ly = xy * sx + bodies[o + 5]! * sy + yz * sz + hz * tx - hx * tz;
    const lz = xz * sx + yz * sy + bodies[o + 6]! * sz + hx * ty - hy * tx;
    const qx = m * tx + sy * hz - sz * hy;
    const qy = m * ty + sz * hx - sx * hz;
    const qz = m * tz + sx * hy - sy * hx;
    const row = d * n;
    for (let e = d; e >= 0; e = dofParents[e]!) {
      const t = e * 6;
      inertia[row + e] =
        motionSubspace[t]! * lx +
        motionSubspace[t + 1]! * ly +
        motionSubspace[t + 2]! * lz +
        motionSubspace[t + 3]! * qx +
        motionSubspace[t + 4]! * qy +
        motionSubspace[t + 5]! * qz;
    }
    inertia[row + d]! += armature[d]!;
  }

  return {
    origin,
    motionSubspace,
    inertia,
    bias,
    update(motion, rates, gravity, loads) {
      const { poses } = motion;
      origin[0] = poses[0]!;
      origin[1] = poses[1]!;
      origin[2] = poses[2]!;
      for (let i = 0; i < count; i++) {
        turnInto(turn, poses, i * 7);
        motionSubspaceOf(i, motion);
        placeInto(i, motion);
        worldInertiaInto(bodies, i * INERTIA, turn, masses[i]!, moments, i * 6, place);
        forcesOf(i, motion, rates, gravity);
        if (loads) subtractLoads(i, motion, loads);
      }
      for (let i = count - 1; i >= 0; i--) {
        for (let d = lastDofs[i]!; d >= firstDofs[i]!; d--) project(i, d);
        const parent = parents[i]!;
        if (parent < 0) continue;
        for (let k = 0; k < INERTIA; k++) bodies[parent * INERTIA + k]! += bodies[i * INERTIA + k]!;
        for (let k = 0; k < 6; k++) forces[parent * 6 + k]! += forces[i * 6 + k]!;
      }
    },
  };
}
