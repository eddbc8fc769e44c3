import { describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, createRng } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";
import { mujocoModel } from "../support/mujoco-model.ts";
import { randomReturns } from "../support/random-returns.ts";
import { taskStateOf } from "../support/task-state.ts";

describeEnvContract("reacher-easy", () => loadScenario("reacher-easy"));
describeEnvContract("reacher-hard", () => loadScenario("reacher-hard"));

/** dm_control/suite/reacher.xml without what is only drawn. */
const MJCF = `<mujoco>
  <option timestep="0.02"><flag contact="disable"/></option>
  <default>
    <joint type="hinge" axis="0 0 1" damping="0.01"/>
    <motor gear="0.05" ctrllimited="true" ctrlrange="-1 1"/>
  </default>
  <worldbody><body pos="0 0 0.01">
    <joint name="shoulder"/>
    <geom type="capsule" fromto="0 0 0 0.12 0 0" size="0.01"/>
    <body pos="0.12 0 0">
      <joint name="wrist" limited="true" range="-160 160"/>
      <geom type="capsule" fromto="0 0 0 0.1 0 0" size="0.01"/>
      <geom type="sphere" pos="0.12 0 0" size="0.01"/>
    </body>
  </body></worldbody>
  <actuator><motor joint="shoulder"/><motor joint="wrist"/></actuator>
</mujoco>`;

// dm_control: 1 where the finger is within the target's radius plus its own 0.01 m; targets of 0.05 m and 0.015 m. Stretched out along x
// the finger is 0.12 + 0.12 m from the shoulder.
describe.each([
  ["reacher-easy", 0.06],
  ["reacher-hard", 0.025],
] as const)("%s", (id, reach) => {
  const at = (x: number, y: number): Parameters<typeof taskStateOf>[0] => ({
    positions: [0, 0],
    velocities: [0, 0],
    memory: { target: Float64Array.of(x, y), hand: Float64Array.of(0.12) },
  });

  it("rewards a finger on its target, and no other", async () => {
    const { reward } = await loadScenario(id);
    expect(reward(taskStateOf(at(0.24, 0)))).toBe(1);
    expect(reward(taskStateOf(at(0.24 + reach - 1e-6, 0)))).toBe(1);
    expect(reward(taskStateOf(at(0.24, reach + 1e-6)))).toBe(0);
  });

  it("observes angles, the vector from finger to target, and rates", async () => {
    const { observation } = await loadScenario(id);
    const out = new Float32Array(6);
    // Elbow up: the finger is at (0, 0.12) + (0.12 cos 0, 0) with the shoulder at 90° and the wrist at −90°.
    const bent = { ...at(0.2, 0.1), positions: [Math.PI / 2, -Math.PI / 2], velocities: [1, -2] };
    observation.into(out, taskStateOf(bent));
    const expected = [Math.PI / 2, -Math.PI / 2, 0.08, -0.02, 1, -2];
    expect(Array.from(out)).toEqual(expected.map((value) => expect.closeTo(value, 6)));
  });
});

describe("the reacher", () => {
  it("starts at rest, with its target at 0.05 to 0.20 m in any direction", async () => {
    const env = await createEnv(await loadScenario("reacher-easy"));
    const wrists: number[] = [];
    for (let seed = 0; seed < 300; seed++) {
      const state = Array.from(env.reset({ seed }).observation["state"] ?? []);
      const [shoulder = 0, wrist = 0, dx = 0, dy = 0] = state;
      const x = dx + 0.12 * Math.cos(shoulder) + 0.12 * Math.cos(shoulder + wrist);
      const y = dy + 0.12 * Math.sin(shoulder) + 0.12 * Math.sin(shoulder + wrist);
      expect(Math.hypot(x, y)).toBeGreaterThan(0.0499);
      expect(Math.hypot(x, y)).toBeLessThan(0.2001);
      expect(state.slice(4)).toEqual([0, 0]);
      wrists.push(wrist);
    }
    env.close();
    // Uniform over ±160°: of 300 draws one lies within a tenth of either end, or 0.95^300 would have happened.
    const limit = (160 * Math.PI) / 180;
    expect(Math.max(...wrists)).toBeGreaterThan(0.9 * limit);
    expect(Math.min(...wrists)).toBeLessThan(-0.9 * limit);
  });

  // The damped hinge alone: I ω' = τ − d ω settles at τ/d, 0.05 / 0.01 = 5 rad/s for the shoulder of a stretched arm that turns as one.
  it("turns at torque over damping once it has settled", async () => {
    const env = await createEnv(await loadScenario("reacher-easy"));
    env.reset({ seed: 0, options: { shoulder: 0, wrist: 0 } });
    let last: number[] = [];
    for (let step = 0; step < 60; step++) last = Array.from(env.step([1, 0]).observation["state"] ?? []);
    env.close();
    // The wrist trails freely behind with its own damping: the shoulder's rate is within a few per cent of the limit.
    expect(last[4]).toBeGreaterThan(4.5);
    expect(last[4]).toBeLessThan(5.5);
  });

  // Both take one symplectic Euler step with implicit damping, and the same soft limit: the differences are those of the observations'
  // float32. The actions drive the wrist against both of its limits.
  it("follows MuJoCo's simulation of DeepMind's model, limits included", async () => {
    const { data, step, free } = await mujocoModel(MJCF);
    const env = await createEnv(await loadScenario("reacher-easy"));
    const rng = createRng(2);
    let beyond = 0;
    for (const [shoulder, wrist] of [
      [0.5, 2.5],
      [-2, 0.3],
      [1, -2.7],
    ] as const) {
      env.reset({ options: { shoulder, wrist } });
      data.qpos.set([shoulder, wrist]);
      data.qvel.set([0, 0]);
      let action = [0, 0];
      for (let t = 0; t < 150; t++) {
        if (t % 10 === 0) action = [2 * rng.uniform() - 1, 2 * rng.uniform() - 1].map(Math.fround);
        data.ctrl.set(action);
        step();
        const state = Array.from(env.step(action).observation["state"] ?? []);
        const expected = [...Array.from(data.qpos), ...Array.from(data.qvel)] as number[];
        for (const [i, at] of [0, 1, 4, 5].entries()) {
          expect(Math.abs((state[at] ?? 0) - (expected[i] ?? 0))).toBeLessThan(1e-4);
        }
        if (Math.abs(expected[1] ?? 0) > (160 * Math.PI) / 180) beyond++;
      }
    }
    env.close();
    free();
    expect(beyond).toBeGreaterThan(5);
  });

  // Settled at rates ω of both joints the hand turns at their sum; nothing accelerates, so each hinge's torque is d ω. Twice the damping halves them.
  it("turns slower the more its hinges are damped, and reaches farther with a longer hand", async () => {
    const env = await createEnv(await loadScenario("reacher-easy"));
    const settled = (damping: number): number => {
      env.reset({ options: { shoulder: 0, wrist: 0, damping } });
      let rate = 0;
      for (let t = 0; t < 100; t++) rate = env.step([0.5, 0]).observation["state"]?.[4] ?? 0;
      return rate;
    };
    expect(settled(0.01) / settled(0.02)).toBeCloseTo(2, 1);
    const stretched = { shoulder: 0, wrist: 0, targetAngle: Math.PI / 2, targetDistance: 0.2 };
    const far = env.reset({ options: { ...stretched, handLength: 0.15 } }).observation["state"]?.[2];
    env.close();
    expect(far).toBeCloseTo(0.2 - (0.12 + 0.17), 6);
  });

  // MuJoCo on DeepMind's model, 300 random episodes each: 47.3 ± 5.4 and 7.7 ± 1.3; a published table of some episodes gives 33 and 8.
  it.each([
    ["reacher-easy", 47.3, 5.4],
    ["reacher-hard", 7.7, 1.3],
  ] as const)("returns for random actions in %s what DeepMind's task does", async (id, expected, error) => {
    const { mean, standardError } = await randomReturns(await loadScenario(id), 60);
    expect(Math.abs(mean - expected)).toBeLessThan(3.5 * Math.sqrt(standardError ** 2 + error ** 2));
  });
});
