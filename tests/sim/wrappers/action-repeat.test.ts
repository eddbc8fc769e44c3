/** Action repeat against the steps that it stands for. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { actionRepeat, createEnv, type Env, SpecError } from "../../../sim/index.ts";
import { driftScenario } from "../vector/drift-scenario.ts";

describe("actionRepeat", () => {
  let plain: Env;
  let inner: Env;
  beforeEach(async () => {
    plain = await createEnv(driftScenario);
    inner = await createEnv(driftScenario);
  });
  afterEach(() => {
    plain.close();
    inner.close();
  });

  it("sums the rewards of the steps, and returns the last one's observation, info and flags", () => {
    const repeated = actionRepeat(inner, { times: 3 });
    expect(repeated.reset({ seed: 1 })).toEqual(plain.reset({ seed: 1 }));
    const steps = [plain.step([0.1]), plain.step([0.1]), plain.step([0.1])];
    const reward = steps.reduce((sum, step) => sum + step.reward, 0);
    expect(repeated.step([0.1])).toEqual({ ...steps[2], reward });
  });

  it("stops where the episode ends", () => {
    const repeated = actionRepeat(inner, { times: 7 });
    plain.reset({ seed: 1 });
    repeated.reset({ seed: 1 });
    const rewards: number[] = [];
    let last = plain.step([1]);
    for (rewards.push(last.reward); !last.terminated; rewards.push(last.reward)) last = plain.step([1]);
    expect(rewards.length % 7).not.toBe(0);
    let result = repeated.step([1]);
    let sum = result.reward;
    for (; !result.terminated; sum += result.reward) result = repeated.step([1]);
    expect(result.observation).toEqual(last.observation);
    expect(sum).toBeCloseTo(
      rewards.reduce((total, reward) => total + reward, 0),
      12,
    );
  });

  it("truncates at the wrapped environment's limit, after as many steps as it tells", () => {
    const repeated = actionRepeat(inner, { times: 3 });
    expect(repeated.maxSteps).toBe(7); // ⌈20 / 3⌉
    expect(repeated.controlStepSecs).toBeCloseTo(0.15, 12);
    repeated.reset({ seed: 1 });
    // Pushed back and forth by whole steps of three, and at rest again after two: it stays on the rail.
    const flags = Array.from({ length: 7 }, () => {
      const state = repeated.restore(repeated.snapshot()).observation["state"] ?? [];
      return repeated.step([Math.max(-0.2, Math.min(0.2, -2 * state[0]! - 3 * state[1]!))]);
    }).map(({ truncated, terminated }) => [truncated, terminated]);
    expect(flags).toEqual([...Array(6).fill([false, false]), [true, false]]);
  });

  it("refuses numbers of times that are none", () => {
    for (const times of [0, -1, 2.5]) expect(() => actionRepeat(inner, { times })).toThrow(SpecError);
  });
});
