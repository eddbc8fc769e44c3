import { describe, expect, it } from "vitest";
import type { BodySpec } from "../../../sim/index.ts";
import { inWorld } from "../../support/body-scenario.ts";

const CART: BodySpec = {
  name: "cart",
  joint: { name: "slide", kind: "slide", axis: [1, 0, 0], range: [-0.5, 0.5] },
  shapes: [{ geometry: { kind: "box", halfSizes: [0.1, 0.1, 0.1] }, mass: 2 }],
};
const SERVO = { name: "drive", joint: "slide", kind: "velocity", gear: 0.8, maxForce: 10 } as const;
const STEP_SECS = 0.005;

describe("velocity servos", () => {
  const world = { bodies: [CART], actuators: [SERVO], control: undefined };

  // At most 10 N on 2 kg: 5 m/s².
  it("reach the speed that the action asks for, no sooner than their force allows", () =>
    inWorld(world, ({ state, step }) => {
      for (let i = 0; i < 10; i++) step([0.5]);
      expect(state.velocities[0]).toBeLessThanOrEqual(5 * 10 * STEP_SECS + 1e-4);
      expect(state.velocities[0]).toBeGreaterThan(0.2);
      for (let i = 0; i < 40; i++) step([0.5]);
      expect(state.velocities[0]).toBeCloseTo(0.4, 2);
    }));

  it.each([1, -1])("stop at the end of the joint's range under a full action of %d", (sign) =>
    inWorld(world, ({ state, step }) => {
      for (let i = 0; i < 600; i++) {
        step([sign]);
        expect(Math.abs(state.positions[0]!)).toBeLessThan(0.505);
      }
      expect(state.positions[0]).toBeCloseTo(0.5 * sign, 2);
      for (let i = 0; i < 40; i++) step([-0.5 * sign]);
      expect(state.velocities[0]).toBeCloseTo(-0.4 * sign, 2);
    }),
  );

  // Bodies without a position of their own lie on their parent, wherever that is.
  it("of slides on slides start at 0 and move along their own axes alone", () =>
    inWorld(
      {
        gravity: [0, 0, 0],
        bodies: ["x", "y", "z"].map(
          (name, i): BodySpec => ({
            name,
            ...(i === 0 ? { position: [0.25, -0.25, 0.4] } : { parent: ["x", "y"][i - 1] }),
            joint: { name, kind: "slide", axis: [i === 0 ? 1 : 0, i === 1 ? 1 : 0, i === 2 ? 1 : 0] },
            shapes: [{ geometry: { kind: "sphere", radius: 0.03 }, mass: 0.5, solid: false }],
          }),
        ),
        actuators: ["x", "y", "z"].map((joint) => ({ ...SERVO, name: joint, joint })),
        control: undefined,
      },
      ({ state, step }) => {
        step([0, 0, 0]);
        expect(state.body("z").position).toEqual([0.25, -0.25, 0.4].map((value) => expect.closeTo(value, 5)));
        for (let i = 0; i < 200; i++) step([0, 0, -0.5]);
        // 0.4 m/s for a second, less what it takes to reach it.
        expect(state.body("z").position).toEqual([
          expect.closeTo(0.25, 3),
          expect.closeTo(-0.25, 3),
          expect.closeTo(0, 1),
        ]);
        expect(Array.from(state.velocities)).toEqual([0, 0, -0.4].map((value) => expect.closeTo(value, 3)));
      },
    ));
});
