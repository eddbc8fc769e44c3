/**
 * Physics against mathematics. Rapier integrates by symplectic Euler in substeps of h = 2.5 ms, an error of first order: compared
 * with the exact flow, velocities are those of half a substep away, so errors up to h/2 times the acceleration are inherent.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadScenario } from "../../../scenarios/index.ts";
import { createEnv, createRng, defineScenario, type Env, type Scenario } from "../../../sim/index.ts";
import { specOf } from "../../support/spec-of.ts";
import {
  type CartpoleState,
  cartpoleDerivative,
  cartpoleEnergy,
  GRAVITY,
  HINGE_INERTIA,
  integrateCartpole,
  POLE_ARM,
  POLE_INERTIA,
  POLE_MASS,
  TOTAL_MASS,
} from "../cartpole-equations.ts";

const STEP_SECS = 0.01;
const HANGING_ENERGY = POLE_MASS * GRAVITY * POLE_ARM;

describe("the cart-pole's physics", () => {
  let scenario: Scenario;
  let env: Env;
  beforeAll(async () => {
    scenario = await loadScenario("cartpole-swingup");
    env = await createEnv(scenario);
  });
  afterAll(() => env.close());

  it("has MuJoCo's mass and inertia of cart and pole", () => {
    const [cart, pole] = scenario.mechanism.links;
    expect(cart?.mass.mass).toBe(1);
    expect(pole?.mass.mass).toBeCloseTo(POLE_MASS, 14);
    expect(pole?.mass.centre[2]).toBeCloseTo(POLE_ARM, 14);
    expect(pole?.mass.inertia[1]).toBeCloseTo(POLE_INERTIA, 14);
    expect(pole?.effectiveInertia).toBeCloseTo(HINGE_INERTIA, 14);
  });

  // A velocity reached after one step is the mean acceleration of that step. From rest at θ the force changes it by less than
  // 1e-3 within the step, through the pole's turn of about ½·20·0.01² = 1e-3 rad.
  it("accelerates the cart as Newton's law says, for either sign of the force", () => {
    for (const action of [1, -1, 0.3]) {
      const start: CartpoleState = [0, Math.PI, 0, 0];
      begin(env, start);
      const velocity = stateOf(env.step([action]).observation)[2];
      const [, , expected] = cartpoleDerivative(start, 10 * action);
      expect(Math.abs(velocity / STEP_SECS / expected - 1)).toBeLessThan(2e-3);
    }
  });

  // Small swings of the free pair: ω² = m g l (M + m) / ((M + m)(I + m l²) − (m l)²). Amplitude a lengthens the period by a²/16
  // (a²/16 = 1.6e-4 here, less for the coupled pair), symplectic Euler shortens it by (ω h)²/24 = 6e-6; crossings are found by
  // linear interpolation to better than 1e-5 s of 1.16 s.
  it("swings freely with the period of the coupled equations", () => {
    const amplitude = 0.05;
    begin(env, [0, Math.PI + amplitude, 0, 0]);
    const crossings: number[] = [];
    let previous = amplitude;
    for (let step = 1; step <= 1000 && crossings.length < 9; step++) {
      const [, angle] = stateOf(env.step([0]).observation);
      const deviation = wrap(angle - Math.PI);
      if (previous > 0 && deviation <= 0) crossings.push((step - deviation / (deviation - previous)) * STEP_SECS);
      previous = deviation;
    }
    const span = (crossings.at(-1) ?? 0) - (crossings[0] ?? 0);
    const period = span / (crossings.length - 1);
    const determinant = TOTAL_MASS * HINGE_INERTIA - (POLE_MASS * POLE_ARM) ** 2;
    const omega = Math.sqrt((HANGING_ENERGY * TOTAL_MASS) / determinant);
    expect(crossings.length).toBeGreaterThanOrEqual(6);
    expect(Math.abs((period * omega) / (2 * Math.PI) - 1)).toBeLessThan(3e-4);
  });

  // A cart of a million tonnes does not move: the pole is a compound pendulum, ω² = m g l / (I + m l²).
  it("swings with a compound pendulum's period when the cart is too heavy to move", async () => {
    const spec = specOf(scenario);
    const bodies = scenario.bodies.map((body) =>
      body.name === "cart" ? { ...body, shapes: body.shapes.map((shape) => ({ ...shape, mass: 1e6 })) } : body,
    );
    const heavy = await createEnv(defineScenario({ ...spec, id: "heavy", bodies }));
    begin(heavy, [0, Math.PI + 0.02, 0, 0]);
    const omega = Math.sqrt(HANGING_ENERGY / HINGE_INERTIA);
    // After k whole periods the swing is at its turning point again; a quarter later it hangs straight down.
    const quarter = 2 * Math.PI * (5 + 1 / 4);
    const steps = Math.round(quarter / omega / STEP_SECS);
    let observation = heavy.reset({
      options: { cartPosition: 0, poleAngle: Math.PI + 0.02, cartVelocity: 0, poleVelocity: 0 },
    }).observation;
    for (let i = 0; i < steps; i++) observation = heavy.step([0]).observation;
    heavy.close();
    const [, angle] = stateOf(observation);
    // A relative error ε of the period shows as 0.02 · 33 rad · ε in the angle: 3e-4 as above, plus half a substep's phase ω h/2 = 5e-3.
    const expected = 0.02 * Math.cos(omega * steps * STEP_SECS);
    expect(Math.abs(wrap(angle - Math.PI) - expected)).toBeLessThan(0.02 * (33 * 3e-4 + 5e-3));
  });

  // Damping of the task takes ∫ 5e-4 v² + 2e-6 θ'² dt < 0.01 % of m g l here; the joint's solver and symplectic Euler do the rest.
  // Its loss is of first order in the substep; measured: 0.8 % of m g l in 10 s at 2.5 ms. The bound is 1.5 %.
  it("loses little energy in 1,000 steps of free swing, and gains none", () => {
    const start: CartpoleState = [0, 2.5, 0, 0];
    begin(env, start);
    const initial = cartpoleEnergy(start);
    let least = 0;
    let most = 0;
    for (let i = 0; i < 1000; i++) {
      const drift = (cartpoleEnergy(stateOf(env.step([0]).observation)) - initial) / HANGING_ENERGY;
      least = Math.min(least, drift);
      most = Math.max(most, drift);
    }
    expect(least).toBeGreaterThan(-0.015);
    // The velocity's offset of half a substep makes the energy swing by h/2 · m g l · ω θ'max ≈ 0.5 %.
    expect(most).toBeLessThan(0.005);
  });

  // First order: the error after T is about h/2 times the acceleration's size, 12 m/s² or 20 rad/s² here, times T: 0.0025/2 · 20 = 0.025
  // at worst when all of it has one sign. Measured: 3e-3 in 1 s and 6e-3 in 3 s; the bounds leave a factor of about three.
  it("follows a Runge-Kutta integration of the equations under random forces", () => {
    for (const seed of [1, 2, 3]) {
      const rng = createRng(seed);
      let exact: CartpoleState = [0, 2.5, 0, 0];
      begin(env, exact);
      let worst = 0;
      for (let step = 0; step < 100; step++) {
        if (step % 10 === 0) action[0] = Math.fround(rng.uniform() - 0.5);
        const [x, angle] = stateOf(env.step(action).observation);
        exact = integrateCartpole(exact, 10 * action[0], STEP_SECS);
        worst = Math.max(worst, Math.abs(x - exact[0]), Math.abs(wrap(angle - exact[1])));
      }
      expect(worst).toBeLessThan(0.01);
    }
  });

  // MuJoCo's documentation: static penetration is where the spring holds the share 1 − d of the acceleration that is left to it,
  // (1 − d) F/m = d k r with k = 1/(0.95 · 0.02)² = 2770, d = 0.95 (0.9 at the surface): r ≤ 10/1.1 · 0.11 / 2770 = 0.4 mm.
  // A critically damped spring of rate 52/s stops a cart of v within v/(52 e): 3.6 m/s there goes in by 26 mm; bound 35 mm.
  it("stops the cart softly at the ends of the rail", () => {
    begin(env, [1, Math.PI, 0, 0]);
    let farthest = 0;
    let final = 0;
    for (let step = 0; step < 900; step++) {
      [final] = stateOf(env.step([1]).observation);
      farthest = Math.max(farthest, final);
    }
    expect(farthest).toBeGreaterThan(1.8);
    expect(farthest).toBeLessThan(1.835);
    expect(final).toBeGreaterThan(1.8);
    expect(final).toBeLessThan(1.801);
  });

  const action: [number] = [0];
});

function begin(env: Env, [cartPosition, poleAngle, cartVelocity, poleVelocity]: CartpoleState): void {
  env.reset({ seed: 0, options: { cartPosition, poleAngle, cartVelocity, poleVelocity } });
}

function stateOf(observation: Readonly<Record<string, ArrayLike<number>>>): CartpoleState {
  const [x, cosine, sine, v, rate] = Array.from(observation["state"] ?? []) as [number, number, number, number, number];
  return [x, Math.atan2(sine, cosine), v, rate];
}

function wrap(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}
