import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, createRng, type Env } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";

describeEnvContract("cup-catch", () => loadScenario("cup-catch"));

describe("cup-catch", () => {
  let env: Env;
  beforeAll(async () => {
    env = await createEnv(await loadScenario("cup-catch"));
  });
  afterAll(() => env.close());

  const stateOf = ({ observation }: { observation: Readonly<Record<string, ArrayLike<number>>> }): number[] =>
    Array.from(observation["state"] ?? []);

  it("has dm_control's dimensions, length and gear", () => {
    expect([env.actionSpace.shape, env.observationSpace["state"]?.shape]).toEqual([[2], [8]]);
    expect([env.maxSteps, env.controlStepSecs]).toEqual([1000, 0.02]);
  });

  // Mass by hand: 1000 π 0.008² (Σ lengths 0.27071 + 5 · 4/3 · 0.008) = 65.15 g. The cup then hangs m g / k = 31.95 mm below its rest; the
  // ball, 4/3 π 0.025³ = 65.45 g, pulls on it as well once the string is taut: 64.06 mm in all.
  it("hangs on its springs, with the ball on its string", () => {
    env.reset({ seed: 0, options: { ballX: 0, ballZ: 0.4 } });
    let state: number[] = [];
    for (let step = 0; step < 600; step++) state = stateOf(env.step([0, 0]));
    expect(state[1]).toBeCloseTo(-((0.06515 + 0.06545) * 9.81) / 20, 3);
    // Ball below the string's end: 0.6 + z − 0.108 − 0.3, told from (0, 0.2).
    expect(state[3]).toBeCloseTo(0.6 + (state[1] ?? 0) - 0.108 - 0.3 - 0.2, 3);
    expect(Math.abs(state[2] ?? 1)).toBeLessThan(1e-3);
  });

  // A constant force F moves the cup's equilibrium by F/k: 5 N / 20 N/m = 0.25 m along x.
  it("moves by force over stiffness", () => {
    env.reset({ seed: 0, options: { ballX: 0, ballZ: 0.4 } });
    let state: number[] = [];
    for (let step = 0; step < 900; step++) state = stateOf(env.step([1, 0]));
    expect(state[0]).toBeCloseTo(0.25, 2);
  });

  it("never lets the string stretch by more than a tenth of the ball, however it is swung", () => {
    const rng = createRng(1);
    let longest = 0;
    for (let seed = 0; seed < 4; seed++) {
      env.reset({ seed });
      let action = [0, 0];
      for (let step = 0; step < 500; step++) {
        if (step % 8 === 0) action = [2 * rng.uniform() - 1, 2 * rng.uniform() - 1];
        const [cupX = 0, cupZ = 0, ballX = 0, ballZ = 0] = stateOf(env.step(action));
        longest = Math.max(longest, Math.hypot(ballX - cupX, ballZ + 0.2 - (cupZ + 0.6 - 0.108)));
      }
    }
    expect(longest).toBeGreaterThan(0.29);
    expect(longest).toBeLessThan(0.3 + 0.0025);
  });

  it("starts with a ball in its range that does not touch the cup, at rest", () => {
    for (let seed = 0; seed < 200; seed++) {
      const state = stateOf(env.reset({ seed }));
      const [cupX, cupZ, ballX = 0, ballZ = 0] = state;
      expect([cupX, cupZ, ...state.slice(4)]).toEqual([0, 0, 0, 0, 0, 0].map((zero) => expect.closeTo(zero, 6)));
      expect(Math.abs(ballX)).toBeLessThanOrEqual(0.2);
      expect(ballZ).toBeGreaterThanOrEqual(0.2 - 1e-6);
      expect(ballZ).toBeLessThanOrEqual(0.5);
      expect(env.step([0, 0]).reward === 0 || Math.abs(ballX) < 0.05).toBe(true);
    }
  });

  // dm_control: both |x| and |z| of ball − (cup + (0, −0.05)) below 0.05 − 0.025. A ball dropped into the cup lies on its bottom, whose inside
  // is at −0.1 + 0.008: its centre at −0.067, within 0.025 of −0.05.
  it("rewards a ball that lies in the cup, and it stays there", () => {
    env.reset({ seed: 0, options: { ballX: 0, ballZ: 0.62 } });
    let caught = 0;
    for (let step = 0; step < 300; step++) caught += env.step([0, 0]).reward;
    expect(caught).toBeGreaterThan(250);
    env.reset({ seed: 0, options: { ballX: 0.2, ballZ: 0.4 } });
    expect(env.step([0, 0]).reward).toBe(0);
  });
});
