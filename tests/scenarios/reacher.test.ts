import { describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";
import { randomReturns } from "../support/random-returns.ts";
import { taskStateOf } from "../support/task-state.ts";

describeEnvContract("reacher-easy", () => loadScenario("reacher-easy"));
describeEnvContract("reacher-hard", () => loadScenario("reacher-hard"));

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

  it("is found by random play now and then, by far less than by an agent", async () => {
    const { mean } = await randomReturns(await loadScenario("reacher-easy"), 20);
    expect(mean).toBeGreaterThan(5);
    expect(mean).toBeLessThan(300);
  });
});
