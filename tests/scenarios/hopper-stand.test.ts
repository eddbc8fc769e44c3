import { describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, createRng, type Env, type Quat } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";
import { mujocoModel } from "../support/mujoco-model.ts";
import { hopperMjcf } from "../support/mujoco-robots.ts";
import { randomReturns } from "../support/random-returns.ts";
import { taskStateOf } from "../support/task-state.ts";

describeEnvContract("hopper-stand", () => loadScenario("hopper-stand"));

const DEGREE = Math.PI / 180;
const RANGES = [
  [-30, 30],
  [-170, 10],
  [5, 150],
  [-45, 45],
] as const;

async function withEnv<R>(use: (env: Env) => R): Promise<R> {
  const env = await createEnv(await loadScenario("hopper-stand"));
  try {
    return use(env);
  } finally {
    env.close();
  }
}

function stateOf(result: { readonly observation: Readonly<Record<string, unknown>> }): number[] {
  return Array.from(result.observation["state"] as Float32Array);
}

describe("hopper-stand", () => {
  // DeepMind's robot, falling and folding with contacts of its own links, for two seconds. They start apart by the observation's
  // float32.
  it.each([1, 2, 3])("moves as the published robot does in MuJoCo, from start %i", async (seed) => {
    const peer = await mujocoModel(hopperMjcf());
    await withEnv((env) => {
      const start = stateOf(env.reset({ seed }));
      peer.data.qpos.set([0, ...start.slice(0, 6)]);
      const rng = createRng(seed);
      let touched = 0;
      for (let step = 0; step < 100; step++) {
        const action = Float32Array.from({ length: 4 }, () => 2 * rng.uniform() - 1);
        const state = stateOf(env.step(action));
        peer.data.ctrl.set(action);
        for (let substep = 0; substep < 4; substep++) peer.step();
        touched = Math.max(touched, peer.data.ncon);
        const theirs = [
          ...Array.from(peer.data.qpos as Float64Array).slice(1),
          ...Array.from(peer.data.qvel as Float64Array),
        ];
        for (const [i, value] of theirs.entries()) expect(state[i]).toBeCloseTo(value, 2);
      }
      expect(touched).toBeGreaterThan(1);
    });
    peer.free();
  });

  // hopper.py: 1 where the centres of mass are 0.6 to 2 m apart in height, times (4 + mean of max(0, 1 − a²))/5. Upright, those of
  // torso and foot are 0.075 … above their origins; see below.
  it.each([
    [{ torso: 1, foot: 0.3, actions: [0, 0, 0, 0] }, 1],
    [{ torso: 0.7, foot: 0.3, actions: [0, 0, 0, 0] }, 0],
    [{ torso: 2.4, foot: 0.2, actions: [0, 0, 0, 0] }, 0],
    [{ torso: 1, foot: 0.3, actions: [1, -1, 1, -1] }, 0.8],
    [{ torso: 1, foot: 0.3, actions: [0.5, 0, 1, 0] }, (4 + (0.75 + 1 + 0 + 1) / 4) / 5],
  ])("rewards %o as dm_control does", async ({ torso, foot, actions }, expected) => {
    const { reward } = await loadScenario("hopper-stand");
    const rotation: Quat = [0, 0, 0, 1];
    const at = (z: number) =>
      ({ position: [0, 0, z], rotation, velocity: [0, 0, 0], angularVelocity: [0, 0, 0] }) as const;
    const body = (name: string) => at(name === "torso" ? torso : foot);
    expect(reward(taskStateOf({ action: actions, body }))).toBeCloseTo(expected, 14);
  });

  it("measures height between the centres of mass of torso, its nose included, and foot", async () => {
    const { reward } = await loadScenario("hopper-stand");
    // Volumes: π r² (l + 4r/3). Torso 0.25 long, r 0.0653, centre z 0.075; nose √(0.07² + 0.01²) long, r 0.03, centre z 0.135.
    const volume = (length: number, r: number): number => r * r * (length + (4 / 3) * r);
    const [torso, nose] = [volume(0.25, 0.0653), volume(Math.hypot(0.07, 0.01), 0.03)];
    const centre = (0.075 * torso + 0.135 * nose) / (torso + nose);
    const rewardAt = (gap: number): number => {
      const rotation: Quat = [0, 0, 0, 1];
      const body = (name: string) =>
        ({
          position: [0, 0, name === "torso" ? gap - centre : 0],
          rotation,
          velocity: [0, 0, 0],
          angularVelocity: [0, 0, 0],
        }) as const;
      return reward(taskStateOf({ action: [0, 0, 0, 0], body }));
    };
    expect([rewardAt(0.6 - 1e-9), rewardAt(0.6 + 1e-9), rewardAt(2 - 1e-9), rewardAt(2 + 1e-9)]).toEqual([0, 1, 1, 0]);
  });

  // Of n = 300 uniform draws a mean strays by less than 5 std/√n, std = width/√12.
  it("starts with joints uniform over their ranges and the torso's pitch uniform over the circle", async () => {
    await withEnv((env) => {
      const starts = Array.from({ length: 300 }, (_, seed) => stateOf(env.reset({ seed })));
      const ranges = [[-Math.PI, Math.PI], ...RANGES.map(([low, high]) => [low * DEGREE, high * DEGREE])];
      for (const [i, [low = 0, high = 0]] of ranges.entries()) {
        const values = starts.map((start) => start[1 + i] ?? Number.NaN);
        const mean = values.reduce((sum, value) => sum + value, 0) / 300;
        expect(Math.min(...values)).toBeGreaterThanOrEqual(low - 1e-6);
        expect(Math.max(...values)).toBeLessThanOrEqual(high + 1e-6);
        expect(Math.abs(mean - (low + high) / 2)).toBeLessThan((5 * (high - low)) / Math.sqrt(12 * 300));
      }
      for (const start of starts) expect([start[0], ...start.slice(6, 13)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    });
  });

  it("feels its weight in toe and heel", async () => {
    const scenario = await loadScenario("hopper-stand");
    const env = await createEnv(scenario, { observe: ["state", "touch"] });
    env.reset({ seed: 0 });
    let felt = 0;
    for (let step = 0; step < 300; step++) {
      const { observation } = env.step([0, 0, 0, 0]);
      const state = Array.from(observation["state"] as Float32Array);
      const touch = observation["touch"] as Float32Array;
      for (const [element, force] of [
        [13, touch[2]],
        [14, touch[5]],
      ] as const) {
        expect(state[element]).toBeCloseTo(Math.log(1 + (force ?? 0)), 5);
        felt = Math.max(felt, force ?? 0);
      }
    }
    env.close();
    expect(felt).toBeGreaterThan(1);
  });

  it("counts pitch in whole turns, as a hinge does", async () => {
    await withEnv((env) => {
      // Falling from 3 m with a spin: the coordinate goes on beyond half a turn.
      let state = stateOf(env.reset({ seed: 6, options: { height: 3, pitch: 3 } }));
      let before = state[1] ?? 0;
      const rng = createRng(2);
      for (let step = 0; step < 300; step++) {
        state = stateOf(env.step(Float32Array.from({ length: 4 }, () => 2 * rng.uniform() - 1)));
        expect(Math.abs((state[1] ?? 0) - before - 0.02 * (state[8] ?? 0))).toBeLessThan(0.2);
        before = state[1] ?? 0;
      }
    });
  });

  // DeepMind's random agents hardly stand: SAC and TD-MPC2 begin at a few points of 1,000 (2 at 100,000 steps).
  it("returns next to nothing to random actions", async () => {
    const { mean } = await randomReturns(await loadScenario("hopper-stand"), 6);
    expect(mean).toBeLessThan(20);
  });
});
