import { describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, type Env, type ResetOptions } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";

describeEnvContract("tower", () => loadScenario("tower"));

const STEPS = 250;
const IDLE = [0, 0, 0];
/** Every block over the one below, but for what a test sets. */
const STRAIGHT: ResetOptions = Object.fromEntries(
  [2, 3, 4, 5, 6].flatMap((i) => ["X", "Y"].map((axis) => [`offset${i}${axis}`, 0])),
);

interface Ending {
  readonly margin: number;
  readonly standing: number;
  /** How far a block has moved at most, m. */
  readonly moved: number;
}

function idleThrough(env: Env, seed: number, options: ResetOptions = {}): Ending {
  const before = env.reset({ seed, options });
  let after = env.step(IDLE);
  while (!after.truncated) after = env.step(IDLE);
  const places = (state: ArrayLike<number> | undefined): number[] =>
    [0, 1, 2, 3, 4, 5].flatMap((i) => [0, 1, 2].map((k) => state?.[i * 13 + k] ?? 0));
  const [from, to] = [places(before.observation["state"]), places(after.observation["state"])];
  const moved = Math.max(...from.map((value, i) => Math.abs(value - (to[i] ?? 0))));
  return { margin: before.info["margin"] ?? 0, standing: after.info["standing"] ?? 0, moved };
}

async function withTower<R>(use: (env: Env) => R): Promise<R> {
  const env = await createEnv(await loadScenario("tower"));
  const result = use(env);
  env.close();
  return result;
}

describe("tower", () => {
  it("lasts 250 steps of 20 ms", () =>
    withTower((env) => {
      expect([env.maxSteps, env.controlStepSecs]).toEqual([STEPS, 0.02]);
    }));

  // Statics: it stands if at every joint the centre of mass above lies over the area of contact.
  it("falls where a centre of mass is 3 mm beyond its support, and stands where all are 3 mm within", () =>
    withTower((env) => {
      for (let seed = 0; seed < 24; seed++) {
        const { margin, standing } = idleThrough(env, seed);
        if (Math.abs(margin) > 0.003) expect({ seed, falls: standing < 1 }).toEqual({ seed, falls: margin < 0 });
      }
    }));

  // Three standard errors of a proportion at n = 400: 0.075.
  it("draws towers of which half fall by themselves", () =>
    withTower((env) => {
      let falling = 0;
      for (let seed = 0; seed < 400; seed++) if ((env.reset({ seed }).info["margin"] ?? 0) < 0) falling++;
      expect(Math.abs(falling / 400 - 0.5)).toBeLessThan(0.075);
    }));

  it.each([
    // A straight tower: half a width at each joint.
    [{}, 0.1],
    // The top block alone: its centre is 0.03 from the edge of the fifth.
    [{ offset6X: 0.07 }, 0.03],
    // Offsets d add up: above joint 1 the mean of d, 2d, … 5d is 3d, the edge d/2-free at 0.1 of the lowest block.
    [{ offset2X: 0.04, offset3X: 0.04, offset4X: 0.04, offset5X: 0.04, offset6X: 0.04 }, 0.1 - 0.12],
    // A lighter top block pulls less: joint 5 is the weakest all the same.
    [{ offset6Y: -0.08, topMass: 0.1 }, 0.02],
    // Joint 4 carries blocks 5 and 6 at 0.05 and 0.1, of 0.5 and 2 kg: 0.1 − (0.5 · 0.05 + 2 · 0.1)/2.5.
    [{ offset5Y: 0.05, offset6Y: 0.05, topMass: 2 }, 0.01],
  ])("tells the margin of %o", (options, margin) =>
    withTower((env) => {
      expect(env.reset({ seed: 0, options: { ...STRAIGHT, ...options } }).info["margin"]).toBeCloseTo(margin, 9);
    }),
  );

  it("stands through the episode without creeping where it is stable", () =>
    withTower((env) => {
      const { standing, moved } = idleThrough(env, 0, { ...STRAIGHT, offset3X: 0.03, offset5X: -0.04 });
      expect(standing).toBe(1);
      expect(moved).toBeLessThan(0.005);
    }));

  it("keeps as standing what is below the block that falls", () =>
    withTower((env) => {
      expect(idleThrough(env, 0, { ...STRAIGHT, offset6X: 0.11 }).standing).toBe(0.8);
    }));

  it("falls when the finger pushes at its side", () =>
    withTower((env) => {
      env.reset({ seed: 0, options: STRAIGHT });
      // The finger starts at (0.25, −0.25, 0.4): along x to the tower's middle, then along y into it.
      for (let i = 0; i < 21; i++) env.step([-1, 0, 0]);
      let after = env.step([0, 1, 0]);
      for (let i = 0; i < 130; i++) after = env.step([0, 1, 0]);
      expect(after.info["fallen"]).toBe(1);
      expect(after.reward).toBe(after.info["standing"]);
    }));
});
