/** MJCF of worlds with contacts: what MuJoCo makes of it. */
import { describe, expect, it } from "vitest";
import { loadScenario } from "../../../scenarios/index.ts";
import { type BodySpec, exportMjcf, type Scenario, type ShapeSpec } from "../../../sim/index.ts";
import { type BodyWorldSpec, bodyScenario, floor } from "../../support/body-scenario.ts";
import { type MujocoModel, mujocoModel } from "../../support/mujoco-model.ts";

const ball = (radius: number, more: Partial<ShapeSpec> = {}): ShapeSpec => ({
  geometry: { kind: "sphere", radius },
  mass: 1,
  ...more,
});

/** What a motor turns, out of the way: a scenario has at least one. */
const FAR: BodySpec = {
  name: "far",
  position: [9, 9, 9],
  joint: { name: "far", kind: "hinge", axis: [0, 0, 1] },
  shapes: [ball(0.1, { solid: false })],
};

function withMotor(spec: BodyWorldSpec): Scenario {
  if (spec.actuators) return bodyScenario(spec);
  return bodyScenario({
    ...spec,
    bodies: [...spec.bodies, FAR],
    actuators: [{ name: "motor", joint: "far" }],
    control: undefined,
  });
}

async function compiled<R>(spec: BodyWorldSpec, use: (peer: MujocoModel) => R): Promise<R> {
  const peer = await mujocoModel(exportMjcf(withMotor(spec)));
  try {
    return use(peer);
  } finally {
    peer.free();
  }
}

function free(name: string, height: number, shape: ShapeSpec, more: Partial<BodySpec> = {}): BodySpec {
  return { name, motion: "free", position: [0, 0, height], shapes: [shape], ...more };
}

describe("MJCF of worlds with contacts", () => {
  it("makes a physics step MuJoCo's step, of Euler's kind unless told otherwise", async () => {
    const scenario = await loadScenario("quadruped-run");
    expect(exportMjcf(scenario)).toContain('timestep="0.01" gravity="0 0 -9.81" integrator="Euler"');
    expect(exportMjcf(scenario, { integrator: "RK4" })).toContain('integrator="RK4"');
    expect(exportMjcf(scenario)).toContain('armature="1"');
  });

  it("gives a free body six degrees of freedom, and a planar one its three", () =>
    compiled(
      { bodies: [free("ball", 1, ball(0.1)), free("disc", 3, ball(0.1), { freedoms: ["x", "z", "ry"] })] },
      ({ model, data, step }) => {
        // And the motor's joint.
        expect([model.nq, model.nv]).toEqual([7 + 3 + 1, 6 + 3 + 1]);
        expect(Array.from(data.qpos as Float64Array)).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
        for (let i = 0; i < 10; i++) step();
        // Both fall: g t = 9.81 · 0.05 s.
        expect([data.qvel[2], data.qvel[7]]).toEqual([expect.closeTo(-0.4905, 9), expect.closeTo(-0.4905, 9)]);
      },
    ));

  it("lets those groups touch that touch each other", () =>
    compiled(
      {
        bodies: [
          { name: "floor", shapes: [{ geometry: { kind: "plane", halfSizes: [5, 5] }, group: "ground" }] },
          free("seen", 0.05, ball(0.1, { group: "a" })),
          free("ghost", 0.05, ball(0.1, { group: "b", touches: ["a"] })),
          free("drawn", 0.05, ball(0.1, { solid: false })),
        ],
      },
      ({ mujoco, model, data }) => {
        mujoco.mj_forward(model, data);
        const pairs = Array.from({ length: data.ncon }, (_, i) => {
          const contact = data.contact.get(i);
          return [contact?.geom1, contact?.geom2];
        });
        // Geoms 0 floor, 1 seen, 2 ghost: the floor meets the first, which meets the second; the second does not meet the floor.
        expect(pairs).toEqual([
          [0, 1],
          [1, 2],
        ]);
      },
    ));

  it("takes the mean friction of a pair, as the physics here does", () =>
    compiled({ bodies: [floor(0.2), free("ball", 0.05, ball(0.1, { friction: 1 }))] }, ({ mujoco, model, data }) => {
      mujoco.mj_forward(model, data);
      expect(data.ncon).toBe(1);
      expect(Array.from(data.contact.get(0)?.friction ?? [])[0]).toBeCloseTo(0.6, 12);
    }));

  it("ties ropes as tendons, and makes kinematic bodies mocap bodies", () =>
    compiled(
      {
        bodies: [
          { name: "hand", motion: "kinematic", position: [0, 0, 2], shapes: [ball(0.05, { solid: false })] },
          free("bob", 1.6, ball(0.05)),
        ],
        ropes: [
          {
            bodies: ["hand", "bob"],
            anchors: [
              [0, 0, 0],
              [0, 0, 0.1],
            ],
            length: 0.5,
          },
        ],
      },
      ({ model, data, step }) => {
        expect(model.nmocap).toBe(1);
        for (let i = 0; i < 2000; i++) step();
        // It hangs: 0.5 m of rope and 0.1 m to its centre below 2 m, and a little stretch of the soft limit.
        expect(data.qpos[2]).toBeCloseTo(1.4, 2);
      },
    ));

  it("servos a joint to its speed with no more than its force", () =>
    compiled(
      {
        bodies: [
          {
            name: "wheel",
            joint: { name: "axle", kind: "hinge", axis: [0, 0, 1] },
            shapes: [{ geometry: { kind: "cylinder", radius: 0.2, halfLength: 0.05 }, mass: 2, solid: false }],
          },
        ],
        actuators: [{ name: "axle", joint: "axle", kind: "velocity", gear: 4, maxForce: 0.2 }],
        control: undefined,
      },
      ({ data, step }) => {
        data.ctrl.set([0.5]);
        for (let i = 0; i < 20; i++) step();
        // 0.2 N m on ½ m r² = 0.04 kg m² for 0.1 s.
        expect(data.qvel[0]).toBeCloseTo(0.5, 3);
        for (let i = 0; i < 400; i++) step();
        expect(data.qvel[0]).toBeCloseTo(2, 3);
      },
    ));

  it.each<[string, () => Scenario, string]>([
    [
      "an action that the task's code reads",
      () => bodyScenario({ bodies: [free("ball", 1, ball(0.1))] }),
      "MJCF export: actuator nothing of small-world must drive a joint",
    ],
    [
      "restitution",
      () => withMotor({ bodies: [floor(0.5, 0.9), free("ball", 1, ball(0.1))] }),
      "MJCF export: restitution must be 0, as MuJoCo's contacts have none, got 0.9 of floor 0 in small-world",
    ],
    [
      "turns about two axes",
      () => withMotor({ bodies: [free("ball", 1, ball(0.1), { freedoms: ["rx", "rz"] })] }),
      "MJCF export: body ball must turn about one axis or all three, got rx, rz",
    ],
  ])("refuses %s", (_, scenario, message) => {
    expect(() => exportMjcf(scenario())).toThrow(message);
  });
});
