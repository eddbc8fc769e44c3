import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, type Env } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";

describeEnvContract("car-racing", () => loadScenario("car-racing"));

const GAS_OFF = -1;

describe("car-racing", () => {
  let env: Env;
  beforeAll(async () => {
    env = await createEnv(await loadScenario("car-racing"));
  });
  afterAll(() => env.close());

  const stateOf = ({ observation }: { observation: Readonly<Record<string, ArrayLike<number>>> }): number[] =>
    Array.from(observation["state"] ?? []);

  it("draws another closed road for every seed, and the same one for the same seed", () => {
    const roadOf = (seed: number): string => {
      env.reset({ seed });
      const road = env.scene.bodies.find(({ name }) => name === "road")?.shapes[0]?.geometry;
      if (road?.kind !== "patch") throw new Error("the road must be a patch");
      // It ends where it begins.
      expect(road.corners.slice(-6)).toEqual(road.corners.slice(0, 6));
      return JSON.stringify(road.corners);
    };
    expect(roadOf(1)).toBe(roadOf(1));
    expect(roadOf(1)).not.toBe(roadOf(2));
  });

  // CarRacing: −0.1 a step and 1000/N for each of N tiles when it is first touched. A standing car touches the tiles below it, and no more.
  it("rewards each tile once, and takes a tenth for every step", () => {
    const { info } = env.reset({ seed: 3 });
    const first = env.step([0, GAS_OFF, 1]);
    const tiles = info["tiles"] ?? 0;
    expect(first.reward).toBeCloseTo((1000 / tiles) * (first.info["visited"] ?? 0) - 0.1, 9);
    let visited = first.info["visited"];
    for (let step = 0; step < 20; step++) {
      const { reward, info: now } = env.step([0, GAS_OFF, 1]);
      expect(reward).toBeCloseTo((1000 / tiles) * ((now["visited"] ?? 0) - (visited ?? 0)) - 0.1, 9);
      visited = now["visited"];
    }
  });

  it("accelerates with gas, slows with the brake, and stands still without either", () => {
    env.reset({ seed: 3 });
    let state: number[] = [];
    for (let step = 0; step < 50; step++) state = stateOf(env.step([0, GAS_OFF, GAS_OFF]));
    expect(Math.abs(state[0] ?? 9)).toBeLessThan(0.1);
    for (let step = 0; step < 50; step++) state = stateOf(env.step([0, 1, GAS_OFF]));
    const fast = state[0] ?? 0;
    // The engine's 30 kN on 1,000 kg for a second would give 30 m/s; the rear tyres do not hold all of it.
    expect(fast).toBeGreaterThan(8);
    expect(fast).toBeLessThan(30);
    for (let step = 0; step < 50; step++) state = stateOf(env.step([0, GAS_OFF, 1]));
    expect(state[0]).toBeLessThan(fast / 4);
  });

  it("steers to the side that the action says: −1 is left", () => {
    env.reset({ seed: 3, options: { speed: 10 } });
    let state: number[] = [];
    for (let step = 0; step < 25; step++) state = stateOf(env.step([-1, 0, GAS_OFF]));
    expect(state[2]).toBeGreaterThan(0.3);
    env.reset({ seed: 3, options: { speed: 10 } });
    for (let step = 0; step < 25; step++) state = stateOf(env.step([1, 0, GAS_OFF]));
    expect(state[2]).toBeLessThan(-0.3);
  });

  it("ends 333 m from the middle, and takes 100 for it", () => {
    env.reset({ seed: 3, options: { speed: 60 } });
    let result = env.step([0, 1, GAS_OFF]);
    for (let step = 1; step < 1000 && !result.terminated; step++) result = env.step([0, 1, GAS_OFF]);
    expect(result.terminated).toBe(true);
    expect(result.reward).toBeLessThan(-99);
  });

  it("is driven round bends by a plain controller, far better than by none", () => {
    const returns = [1, 2].map((seed) => {
      let state = stateOf(env.reset({ seed }));
      for (let total = 0; ; ) {
        const result = env.step(pilot(state));
        total += result.reward;
        state = stateOf(result);
        if (result.terminated || result.truncated) return total;
      }
    });
    // Doing nothing returns −100 and a tile or two.
    expect(Math.min(...returns)).toBeGreaterThan(150);
  });

  it("continues from a snapshot in the middle of a bend bit for bit, wheels and road included", async () => {
    let state = stateOf(env.reset({ seed: 2 }));
    for (let step = 0; step < 150; step++) state = stateOf(env.step(pilot(state)));
    const moment = env.snapshot();
    const onwards = (target: Env): string => {
      const poses = new Float32Array(target.scene.bodies.length * 7);
      return JSON.stringify(
        Array.from({ length: 50 }, () => {
          const result = target.step([-0.7, 0.4, GAS_OFF]);
          target.posesInto(poses);
          return [result, Array.from(poses)];
        }),
      );
    };
    const expected = onwards(env);
    const other = await createEnv(await loadScenario("car-racing"));
    other.restore(moment);
    expect(JSON.stringify(other.scene)).toBe(JSON.stringify(env.scene));
    expect(onwards(other)).toBe(expected);
    other.close();
  });
});

/** Steers towards the road 10 tiles ahead, slower before bends. */
function pilot(state: readonly number[]): number[] {
  const bearing = (point: number): number => Math.atan2(state[11 + 2 * point] ?? 0, state[10 + 2 * point] ?? 1);
  const speed = state[0] ?? 0;
  const steering = Math.max(-1, Math.min(1, -(2 * bearing(3) - 0.15 * (state[2] ?? 0)) * 1.5));
  const wanted = Math.max(14, 45 - 60 * Math.abs(bearing(6)));
  return [steering, speed < wanted ? 0.6 : -1, speed > wanted + 4 ? 0.4 : -1];
}
