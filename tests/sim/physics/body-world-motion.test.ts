import { describe, expect, it } from "vitest";
import type { BodySpec } from "../../../sim/index.ts";
import { floor, inWorld } from "../../support/body-scenario.ts";

const G = 9.81;
const STEP_SECS = 0.005;

function box(extra: Partial<BodySpec> = {}, friction = 0.5): BodySpec {
  const shapes = [{ geometry: { kind: "box", halfSizes: [0.1, 0.1, 0.1] }, mass: 2, friction }] as const;
  return { name: "box", motion: "free", shapes, ...extra };
}

describe("bodies that move", () => {
  // x = ½ g t², v = g t; a step of symplectic Euler that is split into 4 passes errs by g t h / 8.
  it("fall freely by half of g t squared", () =>
    inWorld({ bodies: [box({ position: [0, 0, 10] })] }, ({ state }, step) => {
      step(200);
      const { position, velocity } = state.body("box");
      expect(Math.abs(10 - position[2] - G / 2)).toBeLessThan((G * STEP_SECS) / 8 + 1e-4);
      expect(velocity[2]).toBeCloseTo(-G, 3);
      expect([position[0], position[1], velocity[0], velocity[1]]).toEqual([0, 0, 0, 0]);
    }));

  it("fall, land and rest on the floor without sinking in by more than a millimetre", () =>
    inWorld({ bodies: [floor(), box({ position: [0, 0, 0.5] })] }, ({ state }, step) => {
      step(400);
      const { position, velocity } = state.body("box");
      expect(Math.abs(position[2] - 0.1)).toBeLessThan(0.0015);
      expect(Math.max(...velocity.map(Math.abs))).toBeLessThan(1e-3);
    }));

  // A block that slides at v stops within v/(μ g) after v²/(2 μ g); the pair's coefficient is the mean of both.
  it.each([
    [0.3, 0.3],
    [0.1, 0.5],
  ])("slide with friction %s on %s at the deceleration of the mean", (own, other) =>
    inWorld(
      {
        bodies: [floor(other), box({ position: [0, 0, 0.1] }, own)],
        start: ({ place }) => place("box", { velocity: [2, 0, 0] }),
      },
      ({ state }, step) => {
        step(60);
        const elapsed = 60 * STEP_SECS;
        const mean = (own + other) / 2;
        expect(state.body("box").velocity[0]).toBeCloseTo(2 - mean * G * elapsed, 1);
        step(200);
        expect(state.body("box").velocity[0]).toBeCloseTo(0, 4);
        const distance = 4 / (2 * mean * G);
        expect(Math.abs(state.body("box").position[0] / distance - 1)).toBeLessThan(0.02);
      },
    ),
  );

  // F = m a: 3 N on 2 kg for 1 s.
  it("gain speed from a force and spin from a torque", () =>
    inWorld(
      {
        bodies: [box()],
        gravity: [0, 0, 0],
        control: ({ addForce, addTorque }) => {
          addForce("box", [3, 0, 0]);
          // I = m (2a)²/6 of a cube of edge 2a.
          addTorque("box", [0, 0, (2 * 0.04) / 6]);
        },
      },
      ({ state }, step) => {
        step(200);
        expect(state.body("box").velocity[0]).toBeCloseTo(1.5, 4);
        expect(state.body("box").angularVelocity[2]).toBeCloseTo(1, 3);
      },
    ));

  it("keep to the freedoms that they declare", () =>
    inWorld(
      {
        bodies: [box({ position: [0, 0, 1], freedoms: ["x", "rz"] })],
        start: ({ place }) => place("box", { velocity: [1, 0, 0] }),
      },
      ({ state }, step) => {
        step(100);
        expect(state.body("box").position).toEqual([expect.closeTo(0.5, 4), 0, 1]);
      },
    ));
});

describe("bodies that hang", () => {
  // A point mass m on a massless arm l: T = 2π √(l/g) (1 + θ²/16) for an amplitude θ; the sphere's own inertia adds 2/5 (r/l)².
  it("swing about a hinge in the pendulum's period", () =>
    inWorld(
      {
        bodies: [
          {
            name: "bob",
            position: [0, 0, 2],
            joint: { name: "hinge", kind: "hinge", axis: [0, 1, 0] },
            shapes: [{ geometry: { kind: "sphere", radius: 0.05 }, position: [0, 0, -1], mass: 1 }],
          },
        ],
        start: ({ setJoint }) => setJoint("hinge", 0.2),
      },
      ({ state }, step) => {
        const crossings: number[] = [];
        let before = state.positions[0]!;
        for (let i = 1; crossings.length < 5; i++) {
          step(1);
          const now = state.positions[0]!;
          if (before > 0 !== now > 0) crossings.push((i - now / (now - before)) * STEP_SECS);
          before = now;
        }
        const period = (crossings[4]! - crossings[0]!) / 2;
        const expected = 2 * Math.PI * Math.sqrt((1 + 0.4 * 0.05 ** 2) / G) * (1 + 0.2 ** 2 / 16);
        expect(Math.abs(period / expected - 1)).toBeLessThan(0.003);
      },
    ));

  it("stay within a rope's length, and fall freely while it is slack", () =>
    inWorld(
      {
        bodies: [
          { name: "post", motion: "kinematic", position: [0, 0, 2], shapes: [] },
          box({ position: [0.5, 0, 2] }),
        ],
        ropes: [
          {
            bodies: ["post", "box"],
            anchors: [
              [0, 0, 0],
              [0, 0, 0],
            ],
            length: 0.8,
          },
        ],
      },
      ({ state }, step) => {
        step(40);
        expect(2 - state.body("box").position[2]).toBeCloseTo((G * 0.2 ** 2) / 2, 2);
        let longest = 0;
        for (let i = 0; i < 400; i++) {
          step(1);
          const [x, y, z] = state.body("box").position;
          longest = Math.max(longest, Math.hypot(x, y, z - 2));
        }
        expect(longest).toBeGreaterThan(0.79);
        expect(longest).toBeLessThan(0.81);
      },
    ));
});

describe("kinematic bodies", () => {
  it("follow the path that the task tells and push what they meet, at their speed", () =>
    inWorld(
      {
        bodies: [
          floor(),
          { ...box({ position: [-0.5, 0, 0.15] }), name: "pusher", motion: "kinematic" },
          box({ position: [0, 0, 0.1] }),
        ],
        control: ({ body, moveTo, substepSecs }) => {
          const [x, y, z] = body("pusher").position;
          moveTo("pusher", { position: [x + 0.4 * substepSecs, y, z] });
        },
      },
      ({ state }, step) => {
        step(300);
        // 1.5 s at 0.4 m/s, from −0.5.
        expect(state.body("pusher").position[0]).toBeCloseTo(0.1, 4);
        expect(state.body("box").position[0]).toBeCloseTo(0.3, 2);
        expect(state.body("box").velocity[0]).toBeCloseTo(0.4, 2);
      },
    ));
});
