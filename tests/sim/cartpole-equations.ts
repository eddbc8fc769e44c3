/**
 * The cart-pole's equations of motion, integrated by Runge-Kutta of fourth order: a reference without a physics engine.
 * Angle from upright, positive towards +x. With M cart, m pole, l the distance of its centre of mass, I its inertia about it:
 *   (M + m) x'' + m l (θ'' cos θ − θ'² sin θ) = F − b x'
 *   (I + m l²) θ'' + m l x'' cos θ − m g l sin θ = −c θ'
 */
export type CartpoleState = readonly [position: number, angle: number, velocity: number, rate: number];

const CART = 1;
export const POLE_MASS = 0.1;
export const POLE_ARM = 0.5;
export const GRAVITY = 9.81;
const RADIUS = 0.045;
const LENGTH = 1;
const CART_DAMPING = 5e-4;
const HINGE_DAMPING = 2e-6;

// A cylinder and two hemispheres share the mass by volume: πr²h to 4πr³/3 (MuJoCo's capsule).
const CAPS = (POLE_MASS * 4 * RADIUS) / (4 * RADIUS + 3 * LENGTH);
const SHAFT = POLE_MASS - CAPS;
// Hemisphere about the capsule's centre: 2r²/5 + (h/2)² + 2 (h/2)(3r/8).
export const POLE_INERTIA: number =
  SHAFT * (RADIUS ** 2 / 4 + LENGTH ** 2 / 12) +
  CAPS * ((2 / 5) * RADIUS ** 2 + LENGTH ** 2 / 4 + (3 / 8) * RADIUS * LENGTH);
/** About the hinge. */
export const HINGE_INERTIA: number = POLE_INERTIA + POLE_MASS * POLE_ARM ** 2;
export const TOTAL_MASS: number = CART + POLE_MASS;

export function cartpoleDerivative([, angle, v, rate]: CartpoleState, force: number, damped = true): CartpoleState {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  const coupling = POLE_MASS * POLE_ARM * c;
  const onCart = force - (damped ? CART_DAMPING * v : 0) + POLE_MASS * POLE_ARM * rate * rate * s;
  const onPole = POLE_MASS * GRAVITY * POLE_ARM * s - (damped ? HINGE_DAMPING * rate : 0);
  const determinant = TOTAL_MASS * HINGE_INERTIA - coupling * coupling;
  return [
    v,
    rate,
    (HINGE_INERTIA * onCart - coupling * onPole) / determinant,
    (TOTAL_MASS * onPole - coupling * onCart) / determinant,
  ];
}

/** Advances by `seconds` under a constant force, in steps of a millisecond or less: error below 1e-10 per second. */
export function integrateCartpole(start: CartpoleState, force: number, seconds: number): CartpoleState {
  const steps = Math.ceil(seconds / 0.001 - 1e-9);
  const h = seconds / steps;
  let state = start;
  for (let i = 0; i < steps; i++) {
    const a = cartpoleDerivative(state, force);
    const b = cartpoleDerivative(along(state, a, h / 2), force);
    const c = cartpoleDerivative(along(state, b, h / 2), force);
    const d = cartpoleDerivative(along(state, c, h), force);
    state = along(along(along(along(state, a, h / 6), b, h / 3), c, h / 3), d, h / 6);
  }
  return state;
}

/** Kinetic and potential energy, J; 0 is the hinge's height at rest. */
export function cartpoleEnergy([, angle, v, rate]: CartpoleState): number {
  const c = Math.cos(angle);
  const kinetic = 0.5 * TOTAL_MASS * v * v + POLE_MASS * POLE_ARM * c * v * rate + 0.5 * HINGE_INERTIA * rate * rate;
  return kinetic + POLE_MASS * GRAVITY * POLE_ARM * c;
}

function along(state: CartpoleState, slope: CartpoleState, h: number): CartpoleState {
  return [state[0] + h * slope[0], state[1] + h * slope[1], state[2] + h * slope[2], state[3] + h * slope[3]];
}
