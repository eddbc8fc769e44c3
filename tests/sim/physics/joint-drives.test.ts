/** Motors, damping, rotors and limits of joints in Rapier's worlds. */
import { describe, expect, it } from "vitest";
import type { ActuatorSpec, JointSpec } from "../../../sim/index.ts";
import { type BodyWorldSpec, inWorld } from "../../support/body-scenario.ts";

/** A disc of 2 kg and radius 0.2 m on an axle of the world: ½ m r² = 0.04 kg m². */
function disc(joint: Partial<JointSpec>, actuator: Partial<ActuatorSpec>): BodyWorldSpec {
  return {
    solverIterations: 1,
    bodies: [
      {
        name: "disc",
        joint: { name: "axle", kind: "hinge", axis: [0, 0, 1], ...joint },
        shapes: [{ geometry: { kind: "cylinder", radius: 0.2, halfLength: 0.05 }, mass: 2, solid: false }],
      },
    ],
    actuators: [{ name: "axle", joint: "axle", ...actuator }],
    control: undefined,
  };
}

const INERTIA = 0.04;

/** Angle and rate after a number of steps of 5 ms under one action. */
async function turned(spec: BodyWorldSpec, action: number, steps: number): Promise<readonly [number, number]> {
  return inWorld(spec, (simulation) => {
    for (let step = 0; step < steps; step++) simulation.step([action]);
    return [simulation.state.positions[0] ?? Number.NaN, simulation.state.velocities[0] ?? Number.NaN];
  });
}

describe("joint drives", () => {
  it("turns a disc by gear × action over its inertia", async () => {
    const [, rate] = await turned(disc({}, { gear: 0.4 }), 0.5, 100);
    expect(rate).toBeCloseTo((0.2 / INERTIA) * 0.5, 3);
  });

  it("adds a rotor's inertia to what a motor turns", async () => {
    const [, rate] = await turned(disc({ armature: 0.06 }, { gear: 0.4 }), 0.5, 100);
    expect(rate).toBeCloseTo((0.2 / (INERTIA + 0.06)) * 0.5, 3);
  });

  it("lets damping bring a driven disc to torque / damping, as a backward step does", async () => {
    const [h, d] = [0.005, 0.2];
    const [, rate] = await turned(disc({ damping: d }, { gear: 1 }), 1, 40);
    // v' = (v + h τ/I)/(1 + h d/I): τ/d (1 − (1 + h d/I)^−n).
    expect(rate).toBeCloseTo((1 / d) * (1 - (1 + (h * d) / INERTIA) ** -40), 3);
    expect((await turned(disc({ damping: d }, { gear: 1 }), 1, 2000))[1]).toBeCloseTo(5, 2);
  });

  it("servos to a speed with no more than its greatest force", async () => {
    const servo = disc({}, { kind: "velocity", gear: 4, maxForce: 0.2 });
    expect((await turned(servo, 1, 40))[1]).toBeCloseTo((0.2 / INERTIA) * 0.2, 2);
    expect((await turned(servo, 1, 600))[1]).toBeCloseTo(4, 2);
    expect((await turned(servo, -0.5, 600))[1]).toBeCloseTo(-2, 2);
  });

  // MuJoCo's limits, as soft as they are: a steady torque τ goes beyond by about τ/(k I), k = 1/(0.95 · 0.02 s)² = 2770 s⁻², times
  // (1 − d)/d … of what the constraint leaves: less than a hundredth of a radian here.
  it("holds a driven disc at the end of its range", async () => {
    const [angle, rate] = await turned(disc({ range: [-0.5, 0.3] }, { gear: 0.5 }), 1, 2000);
    expect(angle).toBeGreaterThan(0.295);
    expect(angle).toBeLessThan(0.31);
    expect(Math.abs(rate)).toBeLessThan(1e-3);
    expect((await turned(disc({ range: [-0.5, 0.3] }, { gear: 0.5 }), -1, 2000))[0]).toBeCloseTo(-0.5, 1);
  });
});
