import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import {
  createEnv,
  createPhysicsDynamics,
  createRng,
  type Dynamics,
  type Env,
  type Factors,
  type Scenario,
  ShapeError,
  type Snapshot,
  StateError,
} from "../../sim/index.ts";
import { specOf } from "../support/spec-of.ts";

const REPEAT = 4;

describe("physics dynamics", () => {
  let scenario: Scenario;
  let env: Env;
  let dynamics: Dynamics<Snapshot>;
  beforeAll(async () => {
    scenario = await loadScenario("cartpole-swingup");
    env = await createEnv(scenario);
    dynamics = await createPhysicsDynamics(scenario, { actionRepeat: REPEAT });
  });
  afterAll(async () => {
    env.close();
    await dynamics.dispose();
  });

  // 40 candidates fill one world and part of a second; forces of full size reach the ends of the rail within 25 decisions.
  it("equals stepping the environment from the same snapshot, to the bit", async () => {
    const size = { candidates: 40, horizon: 25 };
    env.reset({ seed: 5 });
    for (let i = 0; i < 30; i++) env.step([Math.sin(i)]);
    const belief = env.snapshot();
    const actions = new Float32Array(size.candidates * size.horizon);
    createRng(1).normalInto(actions);
    for (let t = 0; t < size.horizon; t++) actions[t] = 1;
    const { rewards, terminated } = await dynamics.rollout(belief, actions, size);
    const stepped = new Float32Array(rewards.length);
    for (let n = 0; n < size.candidates; n++) {
      env.restore(belief);
      for (let t = 0; t < size.horizon; t++) {
        const cell = n * size.horizon + t;
        for (let k = 0; k < REPEAT; k++) stepped[cell]! += env.step([actions[cell]!]).reward;
      }
    }
    expect(rewards).toEqual(stepped);
    expect(terminated.every((p) => p === 0)).toBe(true);
  });

  it.each(["cartpole-swingup", "hopper-stand", "car-racing"])(
    "steps %s on to the bit as the environment does",
    async (id) => {
      const own = await loadScenario(id);
      const world = await createEnv(own);
      const oracle = await createPhysicsDynamics(own, { actionRepeat: REPEAT });
      const rng = createRng(4);
      const size = own.actuators.length;
      const starts = [1, 2, 3].map((seed) => {
        world.reset({ seed });
        for (let i = 0; i < 5; i++) world.step(new Float32Array(size).fill(Math.sin(i)));
        return world.snapshot();
      });
      const actions = [0, 1].map(() => Float32Array.from({ length: 3 * size }, () => rng.normal()));
      const once = await oracle.step(starts, actions[0]!);
      const twice = await oracle.step(once.beliefs, actions[1]!);
      for (const [n, start] of starts.entries()) {
        world.restore(start);
        for (const [decision, outcome] of [once, twice].entries()) {
          const action = actions[decision]!.subarray(n * size, (n + 1) * size);
          const reward = Float32Array.of(0);
          for (let repeat = 0; repeat < REPEAT; repeat++) reward[0]! += world.step(action).reward;
          expect(outcome.rewards[n]).toBe(reward[0]);
          expect(outcome.terminated[n]).toBe(0);
          expect(outcome.beliefs[n]).toEqual(world.snapshot());
        }
      }
      world.close();
      await oracle.dispose();
    },
  );

  it("refuses a reward that is no number, as a step does", async () => {
    const broken = await createPhysicsDynamics({ ...scenario, reward: () => Number.NaN }, { actionRepeat: 1 });
    env.reset({ seed: 1 });
    const belief = await broken.begin({ observation: {}, snapshot: () => env.snapshot() });
    const rolling = broken.rollout(belief, new Float32Array(2), { candidates: 1, horizon: 2 });
    await expect(rolling).rejects.toThrow("cartpole-swingup: reward must be finite, got NaN at step 1");
    await broken.dispose();
  });

  it("builds once for all rollouts of an episode whose factors are not the nominal ones", async () => {
    let builds = 0;
    const counted = {
      ...scenario,
      build: (factors: Factors) => {
        builds++;
        return scenario.build(factors);
      },
    };
    const oracle = await createPhysicsDynamics(counted, { actionRepeat: 1 });
    env.reset({ seed: 1, options: { poleMass: 0.2 } });
    const belief = env.snapshot();
    for (let rollout = 0; rollout < 3; rollout++)
      await oracle.rollout(belief, new Float32Array(4), { candidates: 2, horizon: 2 });
    expect(builds).toBe(1);
    await oracle.dispose();
  });

  it("gives a candidate the same rewards in any company", async () => {
    env.reset({ seed: 1 });
    const belief = await dynamics.begin({ observation: {}, snapshot: () => env.snapshot() });
    const actions = new Float32Array(33 * 5);
    createRng(2).normalInto(actions);
    const together = await dynamics.rollout(belief, actions, { candidates: 33, horizon: 5 });
    const last = await dynamics.rollout(belief, actions.slice(32 * 5), { candidates: 1, horizon: 5 });
    expect(last.rewards).toEqual(together.rewards.slice(32 * 5));
  });

  it("gives no reward after the task has ended", async () => {
    const spec = specOf(scenario);
    const { defineScenario } = await import("../../sim/index.ts");
    const ending = defineScenario({ ...spec, id: "ending", terminated: ({ action }) => action[0] === 1 });
    const own = await createEnv(ending);
    const oracle = await createPhysicsDynamics(ending, { actionRepeat: 2 });
    own.reset({ seed: 0, options: { poleAngle: 0 } });
    const { rewards, terminated } = await oracle.rollout(own.snapshot(), Float32Array.of(0, 1, 0), {
      candidates: 1,
      horizon: 3,
    });
    expect(Array.from(terminated)).toEqual([0, 1, 1]);
    // Two steps near 1; the one that ends the task, near 0.8 as the action is 1; none.
    expect(Array.from(rewards)).toEqual([expect.closeTo(2, 2), expect.closeTo(0.8, 1), 0]);
    const ended = await oracle.step([own.snapshot()], Float32Array.of(1));
    expect([ended.rewards[0], ended.terminated[0]]).toEqual([expect.closeTo(0.8, 1), 1]);
    const after = await oracle.step(ended.beliefs, Float32Array.of(0));
    expect(after).toEqual({ beliefs: ended.beliefs, rewards: Float32Array.of(0), terminated: Float32Array.of(1) });
    own.close();
    await oracle.dispose();
  });

  // A leak of World.restoreSnapshot's size (2 kB a call) would show as 64 candidates × 100 rollouts × 2 kB = 13 MB.
  it("keeps its memory over many rollouts", async () => {
    env.reset({ seed: 1 });
    const belief = env.snapshot();
    const actions = new Float32Array(64 * 2);
    const size = { candidates: 64, horizon: 2 };
    for (let i = 0; i < 20; i++) await dynamics.rollout(belief, actions, size);
    const growths: number[] = [];
    for (let part = 0; part < 3; part++) {
      const before = process.memoryUsage().rss;
      for (let i = 0; i < 100; i++) await dynamics.rollout(belief, actions, size);
      growths.push(process.memoryUsage().rss - before);
    }
    // What else a process does may take memory once; a leak takes it every time.
    expect(Math.min(...growths)).toBeLessThan(12e6);
  });

  it("refuses actions of another size, actions that are not finite, and calls after dispose", async () => {
    env.reset({ seed: 1 });
    const belief = env.snapshot();
    await expect(dynamics.rollout(belief, new Float32Array(5), { candidates: 2, horizon: 3 })).rejects.toThrow(
      ShapeError,
    );
    await expect(dynamics.rollout(belief, Float32Array.of(Number.NaN), { candidates: 1, horizon: 1 })).rejects.toThrow(
      StateError,
    );
    await expect(dynamics.step([belief, belief], new Float32Array(3))).rejects.toThrow("[N,A]=[2,1], got 3 numbers");
    await expect(dynamics.step([belief], Float32Array.of(Number.NaN))).rejects.toThrow("must be finite");
    const closed = await createPhysicsDynamics(scenario, { actionRepeat: 1 });
    await closed.dispose();
    await expect(closed.step([belief], new Float32Array(1))).rejects.toThrow("step after dispose");
    await expect(closed.rollout(belief, new Float32Array(1), { candidates: 1, horizon: 1 })).rejects.toThrow(
      StateError,
    );
    await expect(createPhysicsDynamics(scenario, { actionRepeat: 0 })).rejects.toThrow(/actionRepeat must be/);
  });
});
