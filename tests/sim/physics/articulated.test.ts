/** Robots in generalised coordinates against laws that need no engine. */
import { describe, expect, it } from "vitest";
import { type BodySpec, conjugateQuat, multiplyQuat, type Quat, rotateVec } from "../../../sim/index.ts";
import type { Simulation } from "../../../sim/simulation.ts";
import { type BodyWorldSpec, bodyScenario, floor, inWorld } from "../../support/body-scenario.ts";
import { ARTICULATED, branchingRobot, ROBOT, sphere } from "../../support/branching-robot.ts";

describe("articulated physics", () => {
  it("keeps a free robot's momentum, and its centre of mass on Newton's parabola", async () => {
    const spec: BodyWorldSpec = {
      ...ROBOT,
      timestepSecs: 1e-4,
      bodies: branchingRobot(),
      start: ({ place, setJoint }) => {
        place("base", { velocity: [1, 0, 2], angularVelocity: [0.5, -1, 2] });
        setJoint("shoulder", 0.5, 3);
        setJoint("wrist", 0.1, -2);
      },
    };
    await inWorld(spec, (simulation) => {
      const before = momentum(simulation);
      for (let step = 0; step < 2000; step++) simulation.step([0.3, -0.2, 0.1]);
      const after = momentum(simulation);
      // Gravity gives m g t of it, 9.81 · 0.2 s; motors, dampers and limits are internal. The steps' error is of first order: 4e-3 kg m/s
      // with steps of 4 ms, a fortieth of that with these of 0.1 ms.
      expect(Math.abs(after.x - before.x)).toBeLessThan(2e-4);
      expect(Math.abs(after.y - before.y)).toBeLessThan(2e-4);
      expect(Math.abs(after.z - before.z + after.mass * 9.81 * 0.2)).toBeLessThan(2e-4);
    });
  });

  it("accelerates a rotor and its link by torque / (inertia + armature)", async () => {
    const wheel: BodySpec = {
      name: "wheel",
      joint: { name: "axle", kind: "hinge", axis: [0, 0, 1], armature: 0.5 },
      shapes: [{ geometry: { kind: "cylinder", radius: 0.2, halfLength: 0.05 }, mass: 2 }],
    };
    const spec: BodyWorldSpec = {
      ...ARTICULATED,
      bodies: [{ ...wheel, shapes: wheel.shapes.map((shape) => ({ ...shape, solid: false })) }],
      actuators: [{ name: "axle", joint: "axle", gear: 3 }],
      control: undefined,
    };
    // ½ m r² = 0.04 kg m²; 100 steps of 5 ms.
    await inWorld(spec, (simulation) => {
      for (let step = 0; step < 100; step++) simulation.step([1]);
      expect(simulation.state.velocities[0]).toBeCloseTo((3 / 0.54) * 0.5, 12);
    });
  });

  it("carries a robot's weight on its contacts, tells what touches, and keeps it in place", async () => {
    const spec: BodyWorldSpec = {
      ...ARTICULATED,
      bodies: [
        floor(),
        {
          name: "box",
          motion: "free",
          position: [0, 0, 0.1],
          shapes: [{ geometry: { kind: "box", halfSizes: [0.1, 0.1, 0.1] }, mass: 2 }],
        },
        {
          name: "ball",
          parent: "box",
          position: [0.3, 0, 0],
          joint: { name: "arm", kind: "hinge", axis: [0, 1, 0], armature: 1 },
          shapes: [{ ...sphere(0.1, 1), friction: 0.5 }],
        },
      ],
    };
    await inWorld(spec, ({ engine, state }, step) => {
      step(400);
      const at = state.body("box").position;
      step(400);
      const force = new Float64Array(3);
      let weight = 0;
      for (const body of [1, 2]) {
        engine.contactForceInto(force, body);
        weight += force[2]!;
      }
      // 3 kg.
      expect(weight).toBeCloseTo(3 * 9.81, 6);
      engine.contactForceInto(force, 0);
      expect(force[2]).toBeCloseTo(-3 * 9.81, 6);
      expect(engine.touches(2)).toEqual([0]);
      expect(new Set(engine.touches(1))).toEqual(new Set([0]));
      // MuJoCo's soft friction creeps; a robot on level ground has nothing to creep under.
      for (const [k, value] of state.body("box").position.entries()) expect(value).toBeCloseTo(at[k] ?? 0, 6);
    });
  });

  it("never bounces higher than it fell", async () => {
    const spec: BodyWorldSpec = {
      ...ARTICULATED,
      bodies: [floor(), { name: "ball", motion: "free", position: [0, 0, 1], shapes: [sphere(0.1, 1)] }],
    };
    await inWorld(spec, ({ state }, step) => {
      let top = 1;
      let falling = true;
      for (let i = 0; i < 1000; i++) {
        const before = state.body("ball").position[2];
        step(1);
        const now = state.body("ball").position[2];
        if (falling && now > before) falling = false;
        else if (!falling && now < before) {
          expect(before).toBeLessThanOrEqual(top);
          top = before;
          falling = true;
        }
      }
      // Critically damped contacts: hardly a bounce at all.
      expect(state.body("ball").position[2]).toBeCloseTo(0.1, 2);
    });
  });

  it("pushes with the task's forces and torques", async () => {
    const spec: BodyWorldSpec = {
      ...ARTICULATED,
      gravity: [0, 0, 0],
      bodies: [{ name: "ball", motion: "free", shapes: [sphere(0.5, 2)] }],
      control: ({ addForce, addTorque, body }) => {
        const [x, y, z] = body("ball").position;
        addForce("ball", [3, 0, 0], [x, y + 0.1, z]);
        addTorque("ball", [0, 0, 0.5]);
      },
    };
    await inWorld(spec, ({ state }, step) => {
      step(40);
      // 3 N on 2 kg, and (0.5 − 0.3) N m on 0.4 m r² = 0.2 kg m², for 0.2 s.
      expect(state.body("ball").velocity[0]).toBeCloseTo(0.3, 6);
      expect(state.body("ball").angularVelocity[2]).toBeCloseTo(0.2, 6);
    });
  });

  it("tells poses, velocities and joints that it was given", async () => {
    const spec: BodyWorldSpec = {
      ...ROBOT,
      start: ({ place, setJoint }) => {
        place("base", { position: [1, 2, 3], velocity: [0.1, 0.2, 0.3], angularVelocity: [0, 0, 1] });
        setJoint("piston", 0.02, -0.5);
      },
    };
    await inWorld(spec, ({ state }) => {
      const base = state.body("base");
      for (const [k, value] of [1, 2, 3].entries()) expect(base.position[k]).toBeCloseTo(value, 6);
      for (const [k, value] of [0.1, 0.2, 0.3].entries()) expect(base.velocity[k]).toBeCloseTo(value, 12);
      expect([state.positions[2], state.velocities[2]]).toEqual([0.02, -0.5]);
    });
  });

  it.each<[string, Partial<BodyWorldSpec>, string]>([
    [
      "a kinematic body",
      { bodies: [{ name: "a", motion: "kinematic", shapes: [sphere(1, 1)] }] },
      'bodies.0.motion: expected physics "bodies" for it, got "kinematic"',
    ],
    [
      "a velocity servo",
      { actuators: [{ name: "wrist", joint: "wrist", kind: "velocity", maxForce: 1 }] },
      'actuators: expected physics "bodies" for it, got "articulated"',
    ],
    [
      "a lidar",
      { sensors: [{ kind: "lidar", name: "eyes", body: "base", directions: [[1, 0, 0]], maxDistance: 1 }] },
      'sensors: expected physics "bodies" for it, got "articulated"',
    ],
  ])("refuses %s, which only physics bodies has", (_, parts, message) => {
    expect(() => bodyScenario({ ...ROBOT, ...parts })).toThrow(message);
  });

  it("refuses solid shapes whose contacts it does not know", async () => {
    const bodies: BodySpec[] = [
      { name: "roll", motion: "free", shapes: [{ geometry: { kind: "cylinder", radius: 1, halfLength: 1 }, mass: 1 }] },
    ];
    await expect(inWorld({ ...ARTICULATED, bodies }, () => 0)).rejects.toThrow(
      "bodies.0.shapes: expected solid shapes of a moving body to be sphere, capsule, box",
    );
  });

  it("says which scenario is no longer finite", async () => {
    await expect(
      inWorld({ ...ROBOT, control: ({ addForce }) => addForce("base", [1e308, 1e308, 0]) }, (_, step) => step(4)),
    ).rejects.toThrow("physics of small-world: all bodies must stay finite");
  });
});

function momentum({ engine, state }: Simulation): { mass: number; x: number; y: number; z: number } {
  const sum = { mass: 0, x: 0, y: 0, z: 0 };
  const poses = state.poses;
  const { links, placements } = engine.build.mechanism;
  for (const { body, mass } of links) {
    const { velocity, angularVelocity } = state.body(body.name);
    const i = engine.build.bodies.indexOf(body) * 7;
    const now: Quat = [poses[i + 3]!, poses[i + 4]!, poses[i + 5]!, poses[i + 6]!];
    // The centre of mass is given as at rest, where the body is turned as its placement says.
    const turn = multiplyQuat(now, conjugateQuat(placements[i / 7]?.rotation ?? now));
    const centre = rotateVec(turn, mass.centre);
    const [wx, wy, wz] = angularVelocity;
    sum.mass += mass.mass;
    sum.x += mass.mass * (velocity[0] + wy * centre[2] - wz * centre[1]);
    sum.y += mass.mass * (velocity[1] + wz * centre[0] - wx * centre[2]);
    sum.z += mass.mass * (velocity[2] + wx * centre[1] - wy * centre[0]);
  }
  return sum;
}
