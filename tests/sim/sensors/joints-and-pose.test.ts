/** What joint and pose sensors tell, against the start and the law of falling. */
import { describe, expect, it } from "vitest";
import type { BodySpec } from "../../../sim/index.ts";
import { inWorld } from "../../support/body-scenario.ts";

const hinged = (name: string, y: number): BodySpec => ({
  name,
  position: [0, y, 1],
  joint: { name: `${name} hinge`, kind: "hinge", axis: [0, 1, 0] },
  shapes: [{ geometry: { kind: "box", halfSizes: [0.1, 0.1, 0.3] }, position: [0, 0, -0.3], mass: 1 }],
});

describe("a joint sensor", () => {
  it("tells positions, then velocities, of the joints that it names, in the scenario's order", async () => {
    await inWorld(
      {
        bodies: [hinged("left", -1), hinged("right", 1)],
        sensors: [
          { kind: "joints", name: "all" },
          { kind: "joints", name: "one", joints: ["right hinge"] },
        ],
        start: ({ setJoint }) => {
          setJoint("left hinge", 0.3, 2);
          setJoint("right hinge", -0.5, 1);
        },
      },
      ({ state }) => {
        for (const [i, value] of [0.3, -0.5, 2, 1].entries()) expect(state.sensor("all")[i]).toBeCloseTo(value, 5);
        for (const [i, value] of [-0.5, 1].entries()) expect(state.sensor("one")[i]).toBeCloseTo(value, 5);
      },
    );
  });
});

describe("a pose sensor", () => {
  // After n steps of h, symplectic Euler has fallen by g h² n(n+1)/2 at a speed of g h n; a free turn stays as it is. Rapier's solver
  // makes four of them of a step.
  it("tells place, rotation, velocity and turning rate of a body that falls", async () => {
    const steps = 40;
    const [n, h] = [4 * steps, 0.005 / 4];
    await inWorld(
      {
        bodies: [
          {
            name: "ball",
            motion: "free",
            position: [1, 2, 3],
            shapes: [{ geometry: { kind: "sphere", radius: 0.1 }, mass: 1 }],
          },
        ],
        sensors: [{ kind: "pose", name: "pose", bodies: ["ball"] }],
        start: ({ place }) => place("ball", { velocity: [0.5, 0, 0], angularVelocity: [0, 0, 2] }),
      },
      ({ state }, step) => {
        step(steps);
        const secs = n * h;
        const expected = [
          ...[1 + 0.5 * secs, 2, 3 - 9.81 * h * h * ((n * (n + 1)) / 2)],
          ...[0, 0, Math.sin(secs), Math.cos(secs)],
          ...[0.5, 0, -9.81 * secs],
          ...[0, 0, 2],
        ];
        const read = Array.from(state.sensor("pose"));
        expect(read).toHaveLength(expected.length);
        for (const [i, value] of expected.entries()) expect(read[i]).toBeCloseTo(value, 3);
      },
    );
  });
});
