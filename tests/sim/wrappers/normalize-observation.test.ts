/** Normalised observations against mean and variance computed in two passes. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEnv, type Env, normalizeObservation, SpecError, type StepResult } from "../../../sim/index.ts";
import { driftScenario } from "../vector/drift-scenario.ts";

describe("normalizeObservation", () => {
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

  it("knows mean and variance of all observations so far, those of resets too", () => {
    const env = normalizeObservation(inner);
    const seen = walk(plain, 200);
    const normalized = walk(env, 200).at(-1) ?? [];
    const { count, mean, variance } = env.statistics()["state"]!;
    expect(count).toBe(seen.length);
    for (const element of [0, 1]) {
      const values = seen.map((observation) => observation[element]!);
      const average = values.reduce((sum, x) => sum + x, 0) / values.length;
      const spread = values.reduce((sum, x) => sum + (x - average) * (x - average), 0) / values.length;
      expect(mean[element]).toBeCloseTo(average, 12);
      expect(variance[element]).toBeCloseTo(spread, 12);
      expect(normalized[element]).toBeCloseTo((values.at(-1)! - average) / Math.sqrt(spread + 1e-8), 5);
    }
  });

  it("has no bounds and no units any more, and keeps the names", () => {
    const space = normalizeObservation(inner).observationSpace["state"];
    expect(space?.names).toEqual(["position", "velocity"]);
    expect(space?.units).toEqual(["1", "1"]);
    expect([space?.low[0], space?.high[0]]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  it("stays as it is while it is frozen, and learns on afterwards", () => {
    const env = normalizeObservation(inner);
    walk(env, 20);
    env.freeze();
    const frozen = env.statistics();
    walk(env, 20);
    expect(env.statistics()).toEqual(frozen);
    env.freeze(false);
    env.reset();
    expect(env.statistics()["state"]?.count).toBe(frozen["state"]!.count + 1);
  });

  it("starts from statistics saved as JSON as if it had not stopped", () => {
    const env = normalizeObservation(inner);
    walk(env, 50);
    const saved = JSON.parse(JSON.stringify(env.statistics())) as ReturnType<typeof env.statistics>;
    const other = normalizeObservation(plain, { statistics: saved, frozen: true });
    env.freeze();
    const expected = walk(env, 30).flat();
    for (const [i, value] of walk(other, 30).flat().entries()) expect(value).toBeCloseTo(expected[i]!, 5);
    expect(other.statistics()["state"]?.count).toBe(saved["state"]?.count);
  });

  it("brings statistics and freezing back from a snapshot, and continues bit for bit", () => {
    const env = normalizeObservation(inner);
    walk(env, 30);
    const { observation } = env.reset({ seed: 5 });
    const saved = env.snapshot();
    const known = env.statistics();
    const expected = [env.step([0.1]), env.step([0.2])];
    walk(env, 30);
    env.freeze();
    for (const target of [env, normalizeObservation(plain)]) {
      expect(target.restore(saved).observation).toEqual(observation);
      expect(target.statistics()).toEqual(known);
      expect([target.step([0.1]), target.step([0.2])]).toEqual(expected);
    }
  });

  it("passes modalities on that were not named", async () => {
    const env = await createEnv(driftScenario, { observe: ["state", "pixels"] });
    const normalized = normalizeObservation(env, { modalities: ["pixels"] });
    const { observation } = normalized.reset({ seed: 1 });
    expect(observation["pixels"]).toBeInstanceOf(Float32Array);
    // The only picture so far is its own mean.
    expect(observation["pixels"]?.every((value) => value === 0)).toBe(true);
    expect([...(observation["state"] ?? [])]).toEqual([...(plain.reset({ seed: 1 }).observation["state"] ?? [])]);
    normalized.close();
  });

  it("refuses statistics that do not fit or are none, and a wrong epsilon", () => {
    const fine = { count: 1, mean: [0, 0], variance: [1, 1] };
    for (const wrong of [
      { ...fine, mean: [0] },
      { ...fine, count: -1 },
      { ...fine, mean: [0, Number.NaN] },
      { ...fine, variance: [1, -1] },
    ]) {
      expect(() => normalizeObservation(inner, { statistics: { state: wrong } })).toThrow(SpecError);
    }
    expect(() => normalizeObservation(inner, { statistics: { lidar: fine } })).toThrow(/modalities must be of state/);
    expect(() => normalizeObservation(inner, { epsilon: 0 })).toThrow(SpecError);
  });
});

/** Observations of some episodes under a wavering push. */
function walk(env: Env, steps: number): number[][] {
  const seen = [state(env.reset({ seed: 3 }))];
  for (let i = 0; i < steps; i++) {
    const result = env.step([((i * 37) % 21) / 10.5 - 1]);
    seen.push(state(result));
    if (result.terminated || result.truncated) seen.push(state(env.reset()));
  }
  return seen;
}

function state({ observation }: Pick<StepResult, "observation">): number[] {
  return [...(observation["state"] ?? [])];
}
