import { describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, createRng, type Env, exportMjcf } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";
import { type MujocoModel, mujocoModel } from "../support/mujoco-model.ts";
import { antMjcf } from "../support/mujoco-robots.ts";
import { taskStateOf } from "../support/task-state.ts";

describeEnvContract("quadruped-run", () => loadScenario("quadruped-run"));

const STILL = new Float32Array(8);

async function withEnv<R>(use: (env: Env) => R): Promise<R> {
  const env = await createEnv(await loadScenario("quadruped-run"));
  try {
    return use(env);
  } finally {
    env.close();
  }
}

function stateOf(result: { readonly observation: Readonly<Record<string, unknown>> }): number[] {
  return Array.from(result.observation["state"] as Float32Array);
}

/** Puts MuJoCo's ant where an observation says: its coordinates are Gymnasium's observation behind x and y. */
function place(peer: MujocoModel, state: readonly number[]): void {
  peer.data.qpos.set([0, 0, ...state.slice(0, 13)]);
  peer.data.qvel.set(state.slice(13));
}

describe("quadruped-run", () => {
  // Both compute the same equations in double precision; they start apart by the observation's float32, 3e-8, and chaos does the rest.
  it.each([
    ["the published robot", () => antMjcf()],
    ["the robot that it exports", async () => exportMjcf(await loadScenario("quadruped-run"))],
  ])("moves as %s does in MuJoCo", async (_, mjcf) => {
    const peer = await mujocoModel(await mjcf());
    await withEnv((env) => {
      place(peer, stateOf(env.reset({ seed: 5 })));
      const rng = createRng(9);
      let touched = 0;
      for (let step = 0; step < 25; step++) {
        const action = Float32Array.from({ length: 8 }, () => 2 * rng.uniform() - 1);
        const state = stateOf(env.step(action));
        peer.data.ctrl.set(action);
        for (let substep = 0; substep < 5; substep++) peer.step();
        touched = Math.max(touched, peer.data.ncon);
        const theirs = [
          ...Array.from(peer.data.qpos as Float64Array).slice(2),
          ...Array.from(peer.data.qvel as Float64Array),
        ];
        for (const [i, value] of theirs.entries()) expect(state[i]).toBeCloseTo(value, 3);
      }
      expect(touched).toBeGreaterThan(1);
    });
    peer.free();
  });

  // ant_v5.py: forward + healthy − 0.5 |a|² − 5e-4 |clip(forces)|²; the task has put the speed and the last cost into its memory.
  it.each([
    [{ height: 0.75, speed: 1.5, contact: 0, action: 0 }, 2.5],
    [{ height: 0.75, speed: -0.5, contact: 0.01, action: 0.5 }, -0.5 + 1 - 0.5 * 8 * 0.25 - 0.01],
    [{ height: 0.19, speed: 2, contact: 0, action: 1 }, 2 - 4],
    [{ height: 1.01, speed: 0, contact: 0, action: -1 }, -4],
  ])("rewards %o as Gymnasium does", async ({ height, speed, contact, action }, expected) => {
    const { reward, terminated } = await loadScenario("quadruped-run");
    const torso = {
      position: [0, 0, height],
      rotation: [0, 0, 0, 1],
      velocity: [0, 0, 0],
      angularVelocity: [0, 0, 0],
    } as const;
    const state = taskStateOf({
      action: Array.from({ length: 8 }, () => action),
      memory: { speed: Float64Array.of(speed), contact: Float64Array.of(contact) },
      body: () => torso,
    });
    expect(reward(state)).toBeCloseTo(expected, 12);
    expect(terminated?.(state)).toBe(height < 0.2 || height > 1);
  });

  it("rewards the torso's displacement over a step, by its 0.05 s", async () => {
    const scenario = await loadScenario("quadruped-run");
    await withEnv((env) => {
      env.reset({ seed: 3, options: { speed: 1 } });
      const poses = new Float32Array(env.scene.bodies.length * 7);
      const torso = scenario.bodies.findIndex(({ name }) => name === "torso") * 7;
      env.posesInto(poses);
      const before = poses[torso] ?? 0;
      const { info } = env.step(STILL);
      env.posesInto(poses);
      expect(info["forward"]).toBeCloseTo(((poses[torso] ?? 0) - before) / 0.05, 4);
    });
  });

  it("costs 5e-4 for each component of a contact force of a newton or more", async () => {
    const scenario = await loadScenario("quadruped-run");
    const env = await createEnv(scenario, { observe: ["state", "contact"] });
    env.reset({ seed: 1 });
    for (let step = 0; step < 60; step++) env.step(STILL);
    const { info, observation } = env.step(STILL);
    env.close();
    const forces = Array.from(observation["contact"] as Float32Array);
    const clipped = forces.map((force) => Math.min(1, Math.max(-1, force)));
    expect(info["contact"]).toBeCloseTo(5e-4 * clipped.reduce((sum, force) => sum + force * force, 0), 8);
    // At rest the feet carry the robot: a sphere of 0.25, and per leg three capsules of radius 0.08, density 5.
    const rod = (length: number): number => Math.PI * 0.08 * 0.08 * (length + (4 / 3) * 0.08);
    const mass = 5 * ((4 / 3) * Math.PI * 0.25 ** 3 + 4 * (2 * rod(0.2 * Math.SQRT2) + rod(0.4 * Math.SQRT2)));
    expect(forces.filter((_, i) => i % 3 === 2).reduce((sum, force) => sum + force, 0)).toBeCloseTo(mass * 9.81, 2);
  });

  // Uniform on ±0.1: std 0.1/√3. Of n = 300 draws a mean strays by less than 5 std/√n, a std by less than 5 std/√(2n).
  it("starts within 0.1 of standing, with velocities of 0.1 N(0, 1)", async () => {
    await withEnv((env) => {
      const starts = Array.from({ length: 300 }, (_, seed) => stateOf(env.reset({ seed })));
      const expectSpread = (element: number, mean: number, std: number): void => {
        const values = starts.map((start) => start[element] ?? Number.NaN);
        const average = values.reduce((sum, value) => sum + value, 0) / 300;
        const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / 299);
        expect(Math.abs(average - mean)).toBeLessThan((5 * std) / Math.sqrt(300));
        expect(Math.abs(spread - std)).toBeLessThan((5 * std) / Math.sqrt(600));
      };
      expectSpread(0, 0.75, 0.1 / Math.sqrt(3));
      for (const [leg, bend] of [1, -1, -1, 1].entries()) {
        expectSpread(5 + 2 * leg, 0, 0.1 / Math.sqrt(3));
        expectSpread(6 + 2 * leg, bend, 0.1 / Math.sqrt(3));
      }
      for (const element of [13, 15, 16, 18, 19, 26]) expectSpread(element, 0, 0.1);
      for (const start of starts) expect(Math.hypot(...start.slice(1, 5))).toBeCloseTo(1, 6);
    });
  });

  it("sinks onto its joints' limits where nothing drives it, and then neither slides nor trembles", async () => {
    await withEnv((env) => {
      env.reset({ seed: 2 });
      const poses = new Float32Array(env.scene.bodies.length * 7);
      for (let step = 0; step < 500; step++) env.step(STILL);
      env.posesInto(poses);
      const before = poses.slice();
      for (let step = 0; step < 100; step++) env.step(STILL);
      env.posesInto(poses);
      for (const [i, value] of poses.entries()) expect(Math.abs(value - (before[i] ?? 0))).toBeLessThan(1e-5);
    });
  });

  it("terminates when its torso leaves 0.2 to 1 m, and not before", async () => {
    await withEnv((env) => {
      let ended = 0;
      for (let seed = 0; seed < 4; seed++) {
        env.reset({ seed });
        const rng = createRng(seed);
        for (;;) {
          const result = env.step(Float32Array.from({ length: 8 }, () => 2 * rng.uniform() - 1));
          const height = stateOf(result)[0] ?? Number.NaN;
          expect(result.terminated).toBe(height < 0.2 || height > 1);
          if (result.terminated) ended++;
          if (result.terminated || result.truncated) break;
        }
      }
      expect(ended).toBeGreaterThan(0);
    });
  });

  it("takes height, speed and heading from its reset options, and nothing else changes", async () => {
    await withEnv((env) => {
      const drawn = stateOf(env.reset({ seed: 7 }));
      const asked = stateOf(env.reset({ seed: 7, options: { height: 0.9, speed: 2, yaw: Math.PI / 2 } }));
      expect([asked[0], asked[13]]).toEqual([expect.closeTo(0.9, 6), expect.closeTo(2, 6)]);
      expect([...asked.slice(5, 13), ...asked.slice(14, 16)]).toEqual([...drawn.slice(5, 13), ...drawn.slice(14, 16)]);
      // Heading: twice the angle of (w, z); what is left of the rotation is the drawn tilt.
      expect(2 * Math.atan2(asked[4] ?? 0, asked[1] ?? 0)).toBeCloseTo(Math.PI / 2, 5);
      const tilt = (state: number[]): number => Math.hypot(state[2] ?? 0, state[3] ?? 0);
      expect(tilt(asked)).toBeCloseTo(tilt(drawn), 6);
    });
  });

  it("falls as its gravity says", async () => {
    await withEnv((env) => {
      const falls = [3, 9.81].map((gravity) => {
        const first = stateOf(env.reset({ seed: 4, options: { gravity, height: 0.95 } }))[15] ?? 0;
        return (stateOf(env.step(STILL))[15] ?? 0) - first;
      });
      // In the air everything falls alike, whatever the limbs do beside.
      expect((falls[1] ?? 0) - (falls[0] ?? 0)).toBeCloseTo(-6.81 * 0.05, 3);
    });
  });

  // E|a|² = 8/3 for uniform actions, so that a step's mean is 1 − ½ · 8/3 = −⅓, less contacts, plus a speed that is 0 on average. D4RL's
  // random score of Ant (d4rl/infos.py, 1,000 steps): −325.6. Six thousand steps wander by some 0.05 m/s.
  it("returns about a third of a point less than nothing for each step of random play", async () => {
    await withEnv((env) => {
      const rng = createRng(1);
      let total = 0;
      env.reset({ seed: 1 });
      for (let step = 0; step < 6000; step++) {
        const { reward, terminated, truncated } = env.step(
          Float32Array.from({ length: 8 }, () => 2 * rng.uniform() - 1),
        );
        total += reward;
        if (terminated || truncated) env.reset();
      }
      expect(Math.abs(total / 6000 - -0.3256)).toBeLessThan(0.1);
    });
  });
});
