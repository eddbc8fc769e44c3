/** Force or torque that a joint feels from its motor, its damping and its soft limits. */
import type { JointLink } from "../mechanism.ts";
import { IMPEDANCE_MAX, impedance, TIME_CONSTANT_SECS } from "./impedance.ts";

// MuJoCo's formulas give stiffness 1/(dmax² τ² ζ²) and damping 2/(dmax τ) per unit of effective inertia, with ζ = 1.
const IMPEDED_SECS = IMPEDANCE_MAX * TIME_CONSTANT_SECS;
const STIFFNESS = 1 / (IMPEDED_SECS * IMPEDED_SECS);
const DAMPING = 2 / IMPEDED_SECS;

/**
 * Generalised force of a joint at a position and velocity, held for `stepSecs`. Springs and dampers look one step ahead
 * (backward Euler), as a force held for a whole control step would else overshoot: the limit's rate, 52/s, is near 1/step.
 */
export function jointForce(
  link: JointLink,
  position: number,
  velocity: number,
  motor: number,
  stepSecs: number,
): number {
  const { joint, effectiveInertia: inertia } = link;
  const damping = joint.damping ?? 0;
  let force = motor;
  if (damping > 0) force -= (damping * velocity) / (1 + (stepSecs * damping) / inertia);
  return joint.range ? limitedForce(joint.range, inertia, { position, velocity, force, stepSecs }) : force;
}

/** A joint's force with the push of its limits, where it is beyond them or gets there within the step. */
export function limitedForce(
  range: readonly [number, number],
  inertia: number,
  { position, velocity, force, stepSecs }: JointMotion,
): number {
  const next = position + stepSecs * velocity;
  if (position < range[0] || next < range[0]) {
    return force + limitPush(range[0] - position, velocity, force, inertia, stepSecs);
  }
  if (position > range[1] || next > range[1]) {
    return force - limitPush(position - range[1], -velocity, -force, inertia, stepSecs);
  }
  return force;
}

interface JointMotion {
  readonly position: number;
  readonly velocity: number;
  /** Of everything but the limits, held for the step. */
  readonly force: number;
  readonly stepSecs: number;
}

/**
 * Push of a limit, never a pull. depth: beyond the limit, negative before it; velocity and force: positive away from the limit,
 * back into the range. A limit that is reached within the step acts for the rest of the step only.
 */
function limitPush(depth: number, velocity: number, force: number, inertia: number, stepSecs: number): number {
  const active = depth >= 0 ? stepSecs : stepSecs - depth / velocity;
  const penetration = Math.max(depth, 0);
  const d = impedance(Math.max(depth, -velocity * active));
  // The constraint takes over the share d of the acceleration: it cancels that share of the force and adds the spring's.
  const rate = DAMPING + STIFFNESS * active;
  const spring = inertia * (STIFFNESS * penetration - rate * velocity);
  const push = ((1 - d) * force + d * spring) / (1 + d * active * rate) - force;
  return push > 0 ? (push * active) / stepSecs : 0;
}
