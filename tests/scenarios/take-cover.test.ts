import { beforeAll, describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, createRng, type Env, type Scenario, type StepResult } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";

describeEnvContract("take-cover", () => loadScenario("take-cover"));

const STEP_SECS = 1 / 35;
/** Doom's friction leaves this share of a velocity each tic. */
const FRICTION = 0.90625;

describe("take-cover", () => {
  let scenario: Scenario;
  beforeAll(async () => {
    scenario = await loadScenario("take-cover");
  });

  async function withEnv(use: (env: Env) => void): Promise<void> {
    const env = await createEnv(scenario);
    use(env);
    env.close();
  }

  const stateOf = ({ observation }: Pick<StepResult, "observation">): Float32Array =>
    observation["state"] as Float32Array;

  /** Plays to the end; what `act` is given is the state. */
  function play(
    env: Env,
    how: Parameters<Env["reset"]>[0],
    act: (state: Float32Array) => number,
  ): { total: number; steps: number; last: StepResult } {
    let state = stateOf(env.reset(how));
    for (let steps = 1, total = 0; ; steps++) {
      const last = env.step([act(state)]);
      total += last.reward;
      state = stateOf(last);
      if (last.terminated || last.truncated) return { total, steps, last };
    }
  }

  it("is seen in 64 × 64 pixels, for 2,100 tics of 1/35 s", () => {
    expect([scenario.maxSteps, scenario.timestepSecs, scenario.substeps]).toEqual([2100, STEP_SECS, 1]);
    expect(scenario.camera.mount?.body).toBe("agent");
  });

  // v ← v · 0.90625 from rest towards 4 m/s: 4 (1 − 0.90625ⁿ); the position is the sum of v / 35.
  it("moves with Doom's momentum", () =>
    withEnv((env) => {
      env.reset({ seed: 1, options: { agentPosition: -1 } });
      let y = -1;
      for (let n = 1; n <= 30; n++) {
        const state = stateOf(env.step([1]));
        const velocity = 4 * (1 - FRICTION ** n);
        y += velocity * STEP_SECS;
        expect(state[1]).toBeCloseTo(velocity, 5);
        expect(state[0]).toBeCloseTo(y, 5);
      }
    }));

  // Ha & Schmidhuber cut the action at ±1/3.
  it.each([
    [-1, -1],
    [-0.34, -1],
    [-0.33, 0],
    [0.33, 0],
    [0.34, 1],
  ])("takes the action %f as the step %i", (action, step) =>
    withEnv((env) => {
      env.reset({ seed: 1, options: { agentPosition: 0 } });
      expect(Math.sign(stateOf(env.step([action]))[0] ?? Number.NaN)).toBe(step);
    }),
  );

  it("stops at the walls", () =>
    withEnv((env) => {
      env.reset({ seed: 5, options: { agentPosition: 4.4 } });
      let state: Float32Array = new Float32Array();
      for (let i = 0; i < 20; i++) state = stateOf(env.step([1]));
      expect(Array.from(state.subarray(0, 2))).toEqual([expect.closeTo(4.6, 5), 0]);
    }));

  // Speed 8 m/s from (12.3, monster) to the agent at rest: it touches after the distance less both radii, 0.4 + 0.3 m.
  it("hits an agent that stays where it was aimed at, when the flight is over", () =>
    withEnv((env) => {
      let thrown = 0;
      let distance = 0;
      const { steps, total, last } = play(env, { seed: 4, options: { aimSpread: 0, agentPosition: 1 } }, (state) => {
        if (state[3] === 0) thrown++;
        else if (distance === 0) distance = Math.sqrt((state[4] ?? 0) ** 2 + (state[5] ?? 0) ** 2);
        return 0;
      });
      expect([last.terminated, last.truncated, last.reward]).toEqual([true, false, 0]);
      expect(total).toBe(steps - 1);
      const flight = (distance - 0.7) / 8 / STEP_SECS;
      expect(Math.abs(steps - thrown - flight)).toBeLessThan(3);
    }));

  it("lists fireballs by their arrival, each flying straight at the speed that it was given", () =>
    withEnv((env) => {
      let state = stateOf(env.reset({ seed: 7, options: { throws: 3, ballSpeed: 6, agentPosition: -4.5 } }));
      let compared = 0;
      for (let i = 0; i < 130; i++) {
        const result = env.step([0]);
        if (result.terminated) break;
        const next = stateOf(result);
        const count = Math.min(6, next[3] ?? 0);
        for (let k = 0; k < count; k++) {
          const [x, y, vx, vy] = Array.from(next.subarray(4 + 4 * k, 8 + 4 * k)) as [number, number, number, number];
          expect(Math.sqrt(vx * vx + vy * vy)).toBeCloseTo(6, 4);
          expect(vx).toBeLessThan(0);
          if (k > 0) expect(x / -vx).toBeGreaterThanOrEqual((next[4 * k] ?? 0) / -(next[4 * k + 2] ?? 0));
          if (next[3] !== state[3]) continue;
          expect(x).toBeCloseTo((state[4 + 4 * k] ?? 0) + vx * STEP_SECS, 4);
          expect(y).toBeCloseTo((state[5 + 4 * k] ?? 0) + vy * STEP_SECS, 4);
          compared++;
        }
        for (let k = count; k < 6; k++) expect(Array.from(next.subarray(4 + 4 * k, 8 + 4 * k))).toEqual([13, 0, 0, 0]);
        state = next;
      }
      expect(compared).toBeGreaterThan(50);
    }));

  // Ha & Schmidhuber 2018, table 2: a random policy survives 210 ± 108 steps. Tuned once over 1,500 episodes; the mean of 100 strays
  // by less than 3 · 108/√100 = 32, their standard deviation by less than 3 · 108/√200 = 23.
  it("lets random play survive about 210 ± 108 steps", () =>
    withEnv((env) => {
      const survived = Array.from({ length: 100 }, (_, seed) => {
        const rng = createRng(seed).split("play");
        return play(env, { seed }, () => 2 * rng.uniform() - 1).total;
      });
      const mean = survived.reduce((sum, steps) => sum + steps, 0) / 100;
      const std = Math.sqrt(survived.reduce((sum, steps) => sum + (steps - mean) ** 2, 0) / 99);
      expect(Math.abs(mean - 210)).toBeLessThan(32);
      expect(Math.abs(std - 108)).toBeLessThan(23);
    }));

  // The task counts as solved at 750 (Ha & Schmidhuber 2018).
  it("can be solved by looking where the fireballs will be", () =>
    withEnv((env) => {
      for (const seed of [1, 2]) expect(play(env, { seed }, dodge).total).toBeGreaterThan(750);
    }));
});

/** Of nine plans (left, right or stay for 20 tics, then again for 25) the first step of the one that keeps furthest from what is seen. */
function dodge(state: Float32Array): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (const first of [0, -1, 1]) {
    for (const second of [0, -1, 1]) {
      const cost = costOf(state, first, second);
      if (cost < least) [best, least] = [first, cost];
    }
  }
  return best;
}

function costOf(state: Float32Array, first: number, second: number): number {
  let [y, velocity, cost] = [state[0] ?? 0, state[1] ?? 0, 0];
  for (let tic = 1; tic <= 45; tic++) {
    velocity = velocity * FRICTION + 4 * (1 - FRICTION) * (tic <= 20 ? first : second);
    y = Math.min(4.6, Math.max(-4.6, y + velocity * STEP_SECS));
    for (let at = 4; at < state.length; at += 4) {
      const x = (state[at] ?? 0) + (state[at + 2] ?? 0) * tic * STEP_SECS;
      const across = (state[at + 1] ?? 0) + (state[0] ?? 0) + (state[at + 3] ?? 0) * tic * STEP_SECS - y;
      const distance = Math.sqrt(x * x + across * across);
      if (distance < 1) cost += ((distance < 0.75 ? 100 : 1) * (1.2 - distance)) / tic;
    }
  }
  return cost + 0.02 * Math.abs(y) + 0.001 * Math.abs(first);
}
