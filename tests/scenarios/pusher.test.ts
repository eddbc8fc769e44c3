import { describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, type Env, type ResetOptions, type ResetResult, type StepResult } from "../../sim/index.ts";
import { describeEnvContract } from "../sim/env-contract.ts";

describeEnvContract("pusher", () => loadScenario("pusher"));

const PUSHER = 0;
const BLOCK = 4;
const TURN = 6;
const VELOCITY = 8;
const GOAL = 11;

async function onTable<R>(options: ResetOptions, use: (env: Env, first: ResetResult) => R): Promise<R> {
  const env = await createEnv(await loadScenario("pusher"));
  const result = use(env, env.reset({ seed: 7, options }));
  env.close();
  return result;
}

const at = ({ observation }: ResetResult, index: number): number => observation["state"]?.[index] ?? Number.NaN;

function repeat(env: Env, action: readonly number[], times: number): StepResult {
  for (let i = 1; i < times; i++) env.step(action);
  return env.step(action);
}

/** Pushes the block towards the goal: to a point behind it, then onwards, steering against what the block strays. */
function pushToGoal(env: Env, first: ResetResult): StepResult {
  let now: ResetResult = first;
  let result: StepResult | undefined;
  for (let i = 0; i < 120; i++) {
    const [dx, dy] = [at(now, GOAL) - at(now, BLOCK), at(now, GOAL + 1) - at(now, BLOCK + 1)];
    const away = Math.hypot(dx, dy);
    const across =
      (at(now, PUSHER) - at(now, BLOCK)) * (-dy / away) + (at(now, PUSHER + 1) - at(now, BLOCK + 1)) * (dx / away);
    const speed = away < 0.02 ? 0 : 0.5;
    const steer = -5 * across;
    result = env.step([speed * (dx / away) + steer * (-dy / away), speed * (dy / away) + steer * (dx / away)]);
    now = result;
    if (away < 0.02) break;
  }
  return result as StepResult;
}

const FLAT = { blockX: -0.15, blockY: 0, blockAngle: 0, pusherX: -0.3, pusherY: 0 } as const;
const ELSEWHERE = { pusherX: 0.3, pusherY: 0.3 } as const;

describe("pusher", () => {
  it("brings the block to the goal by pushing it in the back: a scripted push succeeds", () =>
    // Turned by a quarter the bar's long side is the back, and the push goes through the stem.
    onTable({ ...FLAT, blockAngle: Math.PI / 2, goalX: 0.12, goalY: 0, goalAngle: Math.PI / 2 }, (env, first) => {
      const last = pushToGoal(env, first);
      expect(first.info["distance"]).toBeCloseTo(0.27, 6);
      expect(last.info["distance"]).toBeLessThan(0.025);
      expect(last.info["angle"]).toBeLessThan(0.3);
      expect(last.reward).toBeGreaterThan(0.9);
    }));

  // tol(d) = 0.1^(((d − 0.01)/0.25)²), tol(a) = 0.1^((a − 0.05)²): a block that lies still is rewarded by where it lies.
  it.each([
    [{ goalX: 0.1, goalY: 0.05, goalAngle: 0.4 }, 1],
    [{ goalX: 0.1, goalY: -0.2, goalAngle: 0.4 }, 0.1 ** ((0.24 / 0.25) ** 2)],
    [{ goalX: 0.1, goalY: 0.05, goalAngle: 0.4 - 1.05 }, 0.55],
    [{ goalX: 0.1, goalY: 0.05, goalAngle: 0.4 - Math.PI }, (1 + 0.1 ** ((Math.PI - 0.05) ** 2)) / 2],
  ])("rewards a goal at %o with %d", (goal, reward) =>
    onTable({ blockX: 0.1, blockY: 0.05, blockAngle: 0.4, pusherX: -0.3, pusherY: 0.3, ...goal }, (env) => {
      const step = env.step([0, 0]);
      expect(step.reward).toBeCloseTo(reward, 3);
      expect(step.info["success"]).toBe(reward === 1 ? 1 : 0);
    }),
  );

  // Coulomb: μ g, whatever the mass; μ is that of block on table. The feet need two steps to come to bear;
  // the solver, which lets feet strain against one another sideways, gives 0.94 to 0.96 of it.
  it.each([
    { tableFriction: 0.4, blockMass: 0.5 },
    { tableFriction: 0.4, blockMass: 2 },
    { tableFriction: 0.2, blockMass: 0.5 },
    { tableFriction: 0.4, blockMass: 0.5, gravity: 5 },
  ])("slows a sliding block down as %o say", (factors) =>
    onTable({ ...FLAT, ...ELSEWHERE, blockX: 0, blockY: -0.2, blockVelocityY: 1.2, ...factors }, (env) => {
      const before = at(repeat(env, [0, 0], 2), VELOCITY + 1);
      const after = at(repeat(env, [0, 0], 2), VELOCITY + 1);
      const deceleration = factors.tableFriction * (factors.gravity ?? 9.81);
      expect(Math.abs((before - after) / 0.1 / deceleration - 0.95)).toBeLessThan(0.03);
      const last = repeat(env, [0, 0], 40);
      expect(at(last, VELOCITY + 1)).toBeCloseTo(0, 3);
      expect(at(last, TURN)).toBeCloseTo(1, 2);
    }),
  );

  // 10 N move what rubs with less: 0.8 · 3 kg · g = 23.5 N hold, 0.4 · 0.5 kg · g = 2 N do not.
  it.each([
    [{ blockMass: 3, tableFriction: 0.8 }, false],
    [{ blockMass: 0.5, tableFriction: 0.4 }, true],
  ])("moves a block of %o: %s", (factors, moves) =>
    onTable({ ...FLAT, ...factors, blockAngle: Math.PI / 2 }, (env) => {
      const last = repeat(env, [1, 0], 20);
      expect(at(last, BLOCK) > -0.14).toBe(moves);
    }),
  );

  it("turns the block when it is pushed beside its centre of mass", () =>
    onTable({ ...FLAT, blockX: 0, pusherX: -0.2, pusherY: 0.04 }, (env) => {
      const last = repeat(env, [0.5, 0], 20);
      // A push along +x above the centre turns it clockwise.
      expect(at(last, TURN + 1)).toBeLessThan(-0.1);
    }));

  it("keeps pusher and block within the rails under full actions", () =>
    onTable({}, (env) => {
      for (const action of [
        [1, 1],
        [-1, 1],
        [-1, -1],
        [1, -1],
        [0.5, 0.1],
      ]) {
        const last = repeat(env, action, 60);
        for (const index of [PUSHER, PUSHER + 1]) expect(Math.abs(at(last, index))).toBeLessThan(0.375);
        for (const index of [BLOCK, BLOCK + 1]) expect(Math.abs(at(last, index))).toBeLessThan(0.4);
      }
    }));

  it("starts with the pusher clear of the block and the goal away from it", async () => {
    const env = await createEnv(await loadScenario("pusher"));
    for (let seed = 0; seed < 100; seed++) {
      const first = env.reset({ seed });
      expect(
        Math.hypot(at(first, PUSHER) - at(first, BLOCK), at(first, PUSHER + 1) - at(first, BLOCK + 1)),
      ).toBeGreaterThan(0.16);
      expect(first.info["distance"]).toBeGreaterThan(0.1 - 1e-6);
      const next = env.step([0, 0]);
      expect(Math.abs(at(next, BLOCK) - at(first, BLOCK))).toBeLessThan(1e-3);
    }
    env.close();
  });
});
