/** Mechanisms that the built-in scenarios do not have: chains, turned frames, offset anchors, slides that no axis of the world runs along. */
import loadMujoco from "@mujoco/mujoco";
import { describe, expect, it } from "vitest";
import {
  type BodySpec,
  capsuleBetween,
  createEnv,
  defineScenario,
  exportMjcf,
  quatFromAxisAngle,
  type Scenario,
} from "../../../sim/index.ts";

describe("physics of other mechanisms", () => {
  // Symplectic Euler in 64 substeps h of 0.16 ms, h/2 · 30 rad/s² · 0.5 s = 1.2e-3, and damping held over a control step: 0.2 N s/m on
  // 0.5 kg changes by 0.4 · 30 · 0.01 within one, half of which is 0.06 m/s² or, held for 0.5 s, ½ · 0.06 · 0.25 = 7e-3 at worst.
  it.each([
    ["a double pendulum in turned frames", doublePendulum()],
    ["a tilted slide that carries a pendulum", tiltedSlide()],
    ["a slide on a swinging arm", slideOnArm()],
  ])("follows MuJoCo for %s", async (_, bodies) => {
    const scenario = scenarioOf(bodies);
    const mujoco = await loadMujoco();
    const model = mujoco.MjModel.from_xml_string(exportMjcf(scenario));
    if (!model) throw new Error("MuJoCo gave no model");
    const data = new mujoco.MjData(model);
    const env = await createEnv(scenario);
    env.reset({ seed: 0 });
    data.qpos.set([0.3, 0.2]);
    data.qvel.set([0.5, -0.4]);
    for (let step = 0; step < 50; step++) {
      data.ctrl.set([0.5]);
      mujoco.mj_step(model, data);
      const state = env.step([0.5]).observation["state"] as Float32Array;
      for (let i = 0; i < 2; i++) expect(Math.abs((state[i] ?? 0) - (data.qpos[i] as number))).toBeLessThan(7e-3);
    }
    env.close();
    data.delete();
    model.delete();
  });
});

function doublePendulum(): BodySpec[] {
  return [
    {
      name: "upper",
      position: [0.2, 0, 2],
      rotation: quatFromAxisAngle([0, 0, 1], 0.6),
      joint: { name: "first", kind: "hinge", axis: [0, 1, 0], anchor: [0, 0, 0.1], damping: 0.05 },
      shapes: [{ ...capsuleBetween([0, 0, 0], [0, 0, -0.5], 0.04), mass: 1 }],
    },
    {
      name: "lower",
      parent: "upper",
      position: [0, 0, -0.5],
      rotation: quatFromAxisAngle([1, 0, 0], 0.3),
      joint: { name: "second", kind: "hinge", axis: [0, 1, 0], damping: 0.05 },
      shapes: [
        { ...capsuleBetween([0, 0, 0], [0, 0, -0.4], 0.04), mass: 0.5 },
        { geometry: { kind: "box", halfSizes: [0.1, 0.02, 0.05] }, position: [0.05, 0, -0.4], mass: 0.3 },
      ],
    },
  ];
}

function tiltedSlide(): BodySpec[] {
  return [
    {
      name: "sled",
      position: [0, 0, 1],
      joint: { name: "first", kind: "slide", axis: [1, 0, 1] },
      shapes: [{ geometry: { kind: "box", halfSizes: [0.2, 0.1, 0.1] }, mass: 2 }],
    },
    {
      name: "bob",
      parent: "sled",
      joint: { name: "second", kind: "hinge", axis: [0, 1, 0] },
      shapes: [{ ...capsuleBetween([0, 0, 0], [0, 0, -0.6], 0.05), mass: 0.4 }],
    },
  ];
}

function slideOnArm(): BodySpec[] {
  return [
    {
      name: "arm",
      position: [0, 0, 1],
      joint: { name: "first", kind: "hinge", axis: [0, 1, 0] },
      shapes: [{ ...capsuleBetween([-0.6, 0, 0], [0.6, 0, 0], 0.05), mass: 1.5 }],
    },
    {
      name: "bead",
      parent: "arm",
      joint: { name: "second", kind: "slide", axis: [1, 0, 0], damping: 0.2 },
      shapes: [{ geometry: { kind: "sphere", radius: 0.08 }, mass: 0.5 }],
    },
  ];
}

function scenarioOf(bodies: readonly BodySpec[]): Scenario {
  return defineScenario({
    id: "mechanism",
    description: "A mechanism under test.",
    timestepSecs: 0.01,
    substeps: 64,
    maxSteps: 100,
    bodies,
    actuators: [{ name: "motor", joint: "second", gear: 1 }],
    camera: { position: [0, -3, 1], target: [0, 0, 1], verticalFovRad: 0.8 },
    observation: {
      elements: ["first", "second"].map((name) => ({ name, unit: "1" })),
      into: (out, { positions }) => out.set(Array.from(positions)),
    },
    start({ setJoint }) {
      setJoint("first", 0.3, 0.5);
      setJoint("second", 0.2, -0.4);
    },
    reward: () => 0,
  });
}
