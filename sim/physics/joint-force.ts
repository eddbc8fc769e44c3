/** Force or torque that a joint feels from its motor, its damping and its soft limits. */
import type { Link } from "../mechanism.ts";

// MuJoCo's default constraint, solref (0.02, 1) and solimp (0.9, 0.95, 0.001, 0.5, 2): its documentation's formulas give
// stiffness 1/(dmax² τ² ζ²) and damping 2/(dmax τ) per unit of effective inertia.
const TIME_CONSTANT_SECS = 0.02;
const IMPEDANCE_MIN = 0.9;
const IMPEDANCE_MAX = 0.95;
const IMPEDANCE_WIDTH = 0.001;
const STIFFNESS = 1 / (IMPEDANCE_MAX * TIME_CONSTANT_SECS) ** 2;
const DAMPING = 2 / (IMPEDANCE_MAX * TIME_CONSTANT_SECS);

/**
 * Generalised force of a joint at a position and velocity, held for `stepSecs`. Springs and dampers look one step ahead
 * (backward Euler), as a force held for a whole control step would else overshoot: the limit's rate, 52/s, is near 1/step.
 */
export function jointForce(link: Link, position: number, velocity: number, motor: number, stepSecs: number): number {
  const { joint, effectiveInertia: inertia } = link;
  const damping = joint.damping ?? 0;
  let force = motor;
  if (damping > 0) force -= (damping * velocity) / (1 + (stepSecs * damping) / inertia);
  const range = joint.range;
  if (!range || (position >= range[0] && position <= range[1])) return force;
  const inward = position < range[0] ? 1 : -1;
  const depth = inward > 0 ? range[0] - position : position - range[1];
  const d = impedance(depth);
  // The constraint takes over the share d of the acceleration: it cancels that share of the motor and adds the spring's.
  const spring = inertia * (STIFFNESS * depth - DAMPING * inward * velocity);
  const lookahead = 1 + d * stepSecs * (DAMPING + STIFFNESS * stepSecs);
  const push = (d * (spring - inward * force)) / lookahead;
  return push > 0 ? force + inward * push : force;
}

/** Rises from its minimum at contact to its maximum at the width: two parabolas. */
function impedance(depth: number): number {
  const x = Math.min(depth / IMPEDANCE_WIDTH, 1);
  const y = x < 0.5 ? 2 * x * x : 1 - 2 * (1 - x) * (1 - x);
  return IMPEDANCE_MIN + (IMPEDANCE_MAX - IMPEDANCE_MIN) * y;
}
