import loadMujoco from "@mujoco/mujoco";
import { describe, expect, it } from "vitest";
import { loadScenario } from "../../../scenarios/index.ts";
import { createEnv, createRng, exportMjcf } from "../../../sim/index.ts";

describe("exportMjcf", () => {
  it("writes what MuJoCo compiles, with the same masses, joints, motors and sensors", async () => {
    const mujoco = await loadMujoco();
    const model = mujoco.MjModel.from_xml_string(exportMjcf(await loadScenario("cartpole-swingup")));
    if (!model) throw new Error("MuJoCo gave no model");
    expect([model.nq, model.nv, model.nu, model.nsensor]).toEqual([2, 2, 1, 4]);
    expect(Array.from(model.body_mass)).toEqual([0, 0, 0, 1, expect.closeTo(0.1, 12)]);
    expect(Array.from(model.jnt_range).slice(0, 2)).toEqual([-1.8, 1.8]);
    expect(Array.from(model.dof_damping)).toEqual([5e-4, 2e-6]);
    expect(Array.from(model.actuator_gear)[0]).toBe(10);
    model.delete();
  });

  // MuJoCo integrates by Runge-Kutta at 0.01 s: its error is negligible beside Rapier's, which is of first order in the substep of
  // 2.5 ms and bounded by 0.01 in 1 s in the physics tests.
  it("follows Rapier's trajectory under the same actions", async () => {
    const scenario = await loadScenario("cartpole-swingup");
    const mujoco = await loadMujoco();
    const model = mujoco.MjModel.from_xml_string(exportMjcf(scenario));
    if (!model) throw new Error("MuJoCo gave no model");
    const data = new mujoco.MjData(model);
    const env = await createEnv(scenario);
    env.reset({ seed: 0, options: { cartPosition: 0.1, poleAngle: 2.5, cartVelocity: 0.2, poleVelocity: -0.5 } });
    data.qpos.set([0.1, 2.5]);
    data.qvel.set([0.2, -0.5]);
    const rng = createRng(3);
    let action = 0;
    for (let step = 0; step < 100; step++) {
      if (step % 10 === 0) action = Math.fround(rng.uniform() - 0.5);
      data.ctrl[0] = action;
      mujoco.mj_step(model, data);
      const state = env.step([action]).observation["state"] as Float32Array;
      const [x, angle] = Array.from(data.qpos) as [number, number];
      expect(Math.abs((state[0] ?? 0) - x)).toBeLessThan(0.01);
      expect(Math.abs((state[1] ?? 0) - Math.cos(angle))).toBeLessThan(0.01);
      expect(Math.abs((state[2] ?? 0) - Math.sin(angle))).toBeLessThan(0.01);
    }
    env.close();
    data.delete();
    model.delete();
  });
});
