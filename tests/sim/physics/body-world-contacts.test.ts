import { describe, expect, it } from "vitest";
import type { BodySpec } from "../../../sim/index.ts";
import { createSimulation } from "../../../sim/simulation.ts";
import { bodyScenario, floor, inWorld } from "../../support/body-scenario.ts";

const G = 9.81;
const RADIUS = 0.1;

interface BallSpec {
  readonly name: string;
  readonly x: number;
  readonly mass: number;
  readonly restitution?: number;
}

function ball({ name, x, mass, restitution = 0 }: BallSpec): BodySpec {
  const shapes = [{ geometry: { kind: "sphere", radius: RADIUS }, mass, friction: 0, restitution }] as const;
  return { name, motion: "free", position: [x, 0, 1], shapes };
}

describe("contact forces", () => {
  const bodies: readonly BodySpec[] = [
    floor(),
    ...[0, 1].map(
      (i): BodySpec => ({
        name: `box ${i}`,
        motion: "free",
        position: [0, 0, 0.1 + 0.2 * i],
        shapes: [{ geometry: { kind: "box", halfSizes: [0.1, 0.1, 0.1] }, mass: 2 + i }],
      }),
    ),
  ];
  const sensors = [{ kind: "contact", name: "forces", bodies: ["box 0", "box 1", "floor"] }] as const;

  // At rest the upper box (3 kg) is carried by the lower one (2 kg), which the floor carries with both weights.
  it.each([1, 2, 4, 8])("of a stack at rest balance its weight, with %i passes of the solver", (solverIterations) =>
    inWorld({ bodies, sensors, solverIterations }, ({ state }, step) => {
      step(300);
      const forces = Array.from(state.sensor("forces"));
      expect(forces[2]! / (2 * G)).toBeCloseTo(1, 2);
      expect(forces[5]! / (3 * G)).toBeCloseTo(1, 2);
      expect(forces[8]! / (-5 * G)).toBeCloseTo(1, 2);
      for (const i of [0, 1, 3, 4, 6, 7]) expect(Math.abs(forces[i]!)).toBeLessThan(0.05);
    }),
  );

  it("are none in the air", () =>
    inWorld(
      {
        bodies: [floor(), ball({ name: "ball", x: 0, mass: 1 })],
        sensors: [{ kind: "contact", name: "f", bodies: ["ball"] }],
      },
      ({ state }, step) => {
        step(10);
        expect(Array.from(state.sensor("f"))).toEqual([0, 0, 0]);
      },
    ));
});

describe("collisions", () => {
  // Head on with restitution e: momentum stays, and the relative speed turns round times e, so that in the centre-of-mass
  // frame e² of the energy remains.
  it.each([
    { e: 1, masses: [1, 1] },
    { e: 1, masses: [1, 3] },
    { e: 0.5, masses: [1, 1] },
    { e: 0.5, masses: [2, 1] },
    { e: 0, masses: [1, 2] },
  ] as const)("head on with restitution $e and masses $masses keep momentum and e² of the energy", ({ e, masses }) =>
    inWorld(
      {
        gravity: [0, 0, 0],
        bodies: [
          ball({ name: "a", x: -0.5, mass: masses[0], restitution: e }),
          ball({ name: "b", x: 0, mass: masses[1], restitution: e }),
        ],
        start: ({ place }) => place("a", { velocity: [2, 0, 0] }),
      },
      ({ state }, step) => {
        step(100);
        const [m, n] = masses;
        const [v, w] = [state.body("a").velocity[0], state.body("b").velocity[0]];
        expect(v).toBeCloseTo((2 * (m - e * n)) / (m + n), 3);
        expect(w).toBeCloseTo((2 * m * (1 + e)) / (m + n), 3);
      },
    ),
  );

  // Glancing: without friction only the component along the line of centres changes; equal elastic balls part at right angles.
  it("of equal elastic balls that glance part at right angles", () =>
    inWorld(
      {
        gravity: [0, 0, 0],
        bodies: [
          ball({ name: "a", x: -0.5, mass: 1, restitution: 1 }),
          ball({ name: "b", x: 0, mass: 1, restitution: 1 }),
        ],
        start: ({ place }) => place("a", { position: [-0.5, RADIUS, 1], velocity: [2, 0, 0] }),
      },
      ({ state }, step) => {
        step(100);
        const [v, w] = [state.body("a").velocity, state.body("b").velocity];
        expect(v[0] * w[0] + v[1] * w[1]).toBeCloseTo(0, 2);
        expect(v[0] + w[0]).toBeCloseTo(2, 3);
        expect(v[1] + w[1]).toBeCloseTo(0, 3);
        // sin φ = RADIUS / (2 RADIUS): the line of centres is 30° off, so b leaves with 2 cos 30°.
        expect(Math.hypot(w[0], w[1])).toBeCloseTo(2 * Math.cos(Math.PI / 6), 1);
      },
    ));

  // Impact at √(2 g h); rebound to e² h, e the mean of 1 and 0.4.
  it("bounce with the mean of both restitutions", () =>
    inWorld(
      { timestepSecs: 0.002, bodies: [floor(0.5, 1), ball({ name: "ball", x: 0, mass: 1, restitution: 0.4 })] },
      ({ state }, step) => {
        let [fell, top] = [false, 0];
        for (let i = 0; i < 450; i++) {
          step(1);
          const { position, velocity } = state.body("ball");
          if (velocity[2] > 0) fell = true;
          if (fell) top = Math.max(top, position[2] - RADIUS);
        }
        expect(Math.abs(top / (0.7 ** 2 * 0.9) - 1)).toBeLessThan(0.03);
      },
    ));

  it("do not happen when an episode starts: the velocities are those that the task gave", () =>
    inWorld(
      {
        bodies: [floor(), ball({ name: "a", x: 0, mass: 1, restitution: 1 }), ball({ name: "b", x: 0.2, mass: 1 })],
        start: ({ place }) => place("a", { velocity: [1, 0, -2], angularVelocity: [0, 0, 3] }),
      },
      ({ state }) => {
        expect(state.body("a").velocity).toEqual([1, 0, -2]);
        expect(state.body("a").angularVelocity).toEqual([0, 0, 3]);
        expect(state.body("b").velocity).toEqual([0, 0, 0]);
      },
    ));

  // 20 m/s is 0.1 m a step, and the wall lies between two of them: 0.02 m thick, nothing of it within 0.02 m of 0.9 or 1.
  it.each([
    { motion: "fixed", continuous: false, stopped: true },
    { motion: "free", continuous: true, stopped: true },
    { motion: "free", continuous: false, stopped: false },
  ] as const)("of a fast ball (continuous: $continuous) with a thin wall that is $motion: stopped is $stopped", (how) =>
    inWorld(
      {
        gravity: [0, 0, 0],
        bodies: [
          {
            name: "wall",
            motion: how.motion,
            position: [0.955, 0, 1],
            shapes: [{ geometry: { kind: "box", halfSizes: [0.01, 1, 1] }, mass: 1e5 }],
          },
          {
            name: "ball",
            motion: "free",
            position: [0, 0, 1],
            continuous: how.continuous,
            shapes: [{ geometry: { kind: "sphere", radius: 0.01 }, mass: 1 }],
          },
        ],
        start: ({ place }) => place("ball", { velocity: [20, 0, 0] }),
      },
      ({ state }, step) => {
        step(20);
        expect(state.body("ball").position[0] < 0.95).toBe(how.stopped);
      },
    ),
  );

  it("are only between groups that touch each other, and never with what is not solid", () =>
    inWorld(
      {
        bodies: [
          { name: "floor", shapes: [{ geometry: { kind: "plane", halfSizes: [5, 5] }, group: "ground" }] },
          ...(["through", "lands", "ghost"] as const).map(
            (name, i): BodySpec => ({
              name,
              motion: "free",
              position: [i, 0, 0.5],
              shapes: [
                {
                  geometry: { kind: "sphere", radius: 0.1 },
                  mass: 1,
                  ...(name === "through" ? { touches: ["default"] } : {}),
                  ...(name === "lands" ? { touches: ["ground"] } : {}),
                  solid: name !== "ghost",
                },
              ],
            }),
          ),
        ],
      },
      ({ state }, step) => {
        step(200);
        expect(state.body("lands").position[2]).toBeCloseTo(0.1, 2);
        expect(state.body("through").position[2]).toBeLessThan(-2);
        expect(state.body("ghost").position[2]).toBeLessThan(-2);
      },
    ));
});

describe("bodies that start inside one another", () => {
  const twins = (apart: number): Promise<unknown> =>
    createSimulation(
      bodyScenario({
        bodies: [ball({ name: "a", x: 0, mass: 1 }), ball({ name: "b", x: apart, mass: 1 })],
      }),
    ).then((simulation) => {
      const { deepestOverlap } = simulation.engine;
      const found = deepestOverlap();
      simulation.free();
      return found;
    });

  it("are found, with their depth", async () => {
    expect(await twins(0.15)).toEqual({ bodies: [0, 1], depth: expect.closeTo(0.05, 5) });
    expect(await twins(0.21)).toBeNull();
  });
});
