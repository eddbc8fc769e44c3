import { describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, exportMjcf, ghostPosesInto } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";
import { mujocoModel } from "../support/mujoco-model.ts";
import { taskStateOf } from "../support/task-state.ts";

describeEnvContract("cartpole-swingup", () => loadScenario("cartpole-swingup"));

describe("cartpole-swingup", () => {
  // dm_control: (cos θ + 1)/2 · (1 + 10^−(x/2)²)/2 · (4 + max(0, 1 − a²))/5 · (1 + 10^−(ω/5)²)/2, worked out by hand;
  // its gaussian tolerance is exp(−½ (d √(−2 ln 0.1))²) = 0.1^(d²).
  it.each([
    [{ x: 0, angle: 0, rate: 0, action: 0 }, 1],
    [{ x: 0, angle: Math.PI, rate: 0, action: 0 }, 0],
    [{ x: 2, angle: 0, rate: 0, action: 0 }, 0.55],
    [{ x: 0, angle: 0, rate: 5, action: 0 }, 0.55],
    [{ x: 0, angle: 0, rate: 0, action: -1 }, 0.8],
    [{ x: 0, angle: Math.PI / 2, rate: 0, action: 0.5 }, 0.5 * (4.75 / 5)],
    [
      { x: -1, angle: Math.PI / 3, rate: -2.5, action: 1 },
      0.75 * ((1 + 0.1 ** 0.25) / 2) * 0.8 * ((1 + 0.1 ** 0.25) / 2),
    ],
  ])("rewards %o as dm_control does", async ({ x, angle, rate, action }, expected) => {
    const scenario = await loadScenario("cartpole-swingup");
    const reward = scenario.reward(taskStateOf({ positions: [x, angle], velocities: [0, rate], action: [action] }));
    expect(reward).toBeCloseTo(expected, 14);
  });

  it("observes cart position, cosine, sine and the two velocities, in dm_control's order", async () => {
    const scenario = await loadScenario("cartpole-swingup");
    const out = new Float32Array(5);
    scenario.observation.into(out, taskStateOf({ positions: [0.5, Math.PI / 6], velocities: [-1, 2] }));
    expect(Array.from(out)).toEqual([0.5, Math.fround(Math.sqrt(3) / 2), 0.5, -1, 2].map((v) => expect.closeTo(v, 6)));
    expect(scenario.observationSpace["state"]?.units).toEqual(["m", "1", "1", "m/s", "rad/s"]);
    expect([scenario.maxSteps, scenario.timestepSecs, scenario.actuators[0]?.gear]).toEqual([1000, 0.01, 10]);
  });

  // Means of n = 400 draws with std 0.01 stray by less than 5 · 0.01/√400 = 0.0025; their std by less than 5 · 0.01/√800.
  it("starts hanging, with a spread of 0.01 in every coordinate", async () => {
    const env = await createEnv(await loadScenario("cartpole-swingup"));
    const starts = Array.from({ length: 400 }, (_, seed) => {
      const [x, cosine, sine, v, rate] = Array.from(env.reset({ seed }).observation["state"] ?? []) as number[];
      return [x ?? 0, Math.atan2(-(sine ?? 0), -(cosine ?? 0)), v ?? 0, rate ?? 0];
    });
    env.close();
    for (let i = 0; i < 4; i++) {
      const values = starts.map((start) => start[i] ?? 0);
      const mean = values.reduce((sum, value) => sum + value, 0) / 400;
      const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 399);
      expect(Math.abs(mean)).toBeLessThan(0.0025);
      expect(Math.abs(std - 0.01)).toBeLessThan(0.0018);
    }
  });

  // MuJoCo's Runge-Kutta on the mechanism of the same factors; Rapier's error is of first order in the substep, within 0.01 in 1 s at
  // nominal factors, and grows with gravity and with lighter carts.
  it.each([
    {},
    { gravity: 3 },
    { gravity: 18 },
    { cartMass: 2.5 },
    { poleMass: 0.4 },
    { poleLength: 0.6 },
    { poleLength: 1.4 },
    { cartDamping: 1 },
    { poleDamping: 0.02 },
  ])("follows MuJoCo with factors %o", async (factors) => {
    const scenario = await loadScenario("cartpole-swingup");
    const nominal = Object.fromEntries(Object.entries(scenario.factors).map(([name, f]) => [name, f.nominal]));
    const built = { ...scenario, ...scenario.build({ ...nominal, ...factors }) };
    const { data, step, free } = await mujocoModel(exportMjcf(built));
    const env = await createEnv(scenario);
    const start = { cartPosition: 0.1, poleAngle: 2.5, cartVelocity: 0.2, poleVelocity: -0.5 };
    env.reset({ seed: 0, options: { ...start, ...factors } });
    data.qpos.set([0.1, 2.5]);
    data.qvel.set([0.2, -0.5]);
    for (let t = 0; t < 60; t++) {
      const action = Math.fround(t % 20 < 10 ? 0.4 : -0.5);
      data.ctrl[0] = action;
      step();
      const state = Array.from(env.step([action]).observation["state"] ?? []);
      const [x = 0, angle = 0] = Array.from(data.qpos) as number[];
      for (const [i, value] of [x, Math.cos(angle), Math.sin(angle)].entries()) {
        expect(Math.abs((state[i] ?? 0) - value)).toBeLessThan(0.015);
      }
    }
    env.close();
    free();
  });

  it("draws an observation where the bodies truly are", async () => {
    const scenario = await loadScenario("cartpole-swingup");
    const env = await createEnv(scenario);
    const truth = new Float32Array(env.scene.bodies.length * 7);
    const ghost = new Float32Array(truth.length);
    let { observation } = env.reset({ seed: 2, options: { poleAngle: 1.2 } });
    for (let i = 0; i < 50; i++) observation = env.step([0.4]).observation;
    env.posesInto(truth);
    ghostPosesInto(scenario, observation["state"] as Float32Array, ghost);
    env.close();
    // A quaternion and its negative are the same rotation; an angle of more than half a turn gives the other one.
    for (const [i, value] of truth.entries()) {
      const sign = i % 7 < 3 ? 1 : Math.sign((truth[i - (i % 7) + 6] ?? 1) * (ghost[i - (i % 7) + 6] ?? 1)) || 1;
      expect(Math.abs(value - sign * (ghost[i] ?? 0))).toBeLessThan(1e-5);
    }
  });

  it("puts the pole's tip a metre above the cart's centre when upright", async () => {
    const scenario = await loadScenario("cartpole-swingup");
    const poses = new Float32Array(scenario.scene.bodies.length * 7);
    ghostPosesInto(scenario, [0.3, 0, 1, 0, 0], poses);
    const names = scenario.scene.bodies.map(({ name }) => name);
    expect(names).toEqual(["ground", "rail", "cart", "pole"]);
    // A quarter turn about +y: the pole points along +x, (0, sin 45°, 0, cos 45°).
    const half = Math.fround(Math.SQRT1_2);
    expect(Array.from(poses.slice(21))).toEqual([0.3, 0, 1, 0, half, 0, half].map((v) => expect.closeTo(v, 6)));
  });
});
