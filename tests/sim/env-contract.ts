/** The contract that every environment keeps, as one suite for every scenario. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEnv, createRng, type Env, type Scenario, SpecError, StateError, spaceSize } from "../../sim/index.ts";

/** Registers the tests. `load` gives the scenario. */
export function describeEnvContract(name: string, load: () => Promise<Scenario>): void {
  describe(`environment contract: ${name}`, () => {
    let scenario: Scenario;
    let env: Env;
    beforeAll(async () => {
      scenario = await load();
      env = await createEnv(scenario);
    });
    afterAll(() => env.close());

    it("returns observations that fit the observation space", () => {
      const { observation } = env.reset({ seed: 0 });
      expectFits(env, observation);
      for (const action of actionsOf(env, 1, 50)) {
        const result = env.step(action);
        expectFits(env, result.observation);
        expect(Number.isFinite(result.reward)).toBe(true);
        if (result.terminated || result.truncated) break;
      }
    });

    it("names every element of its spaces and gives each a unit and bounds", () => {
      for (const space of [env.actionSpace, ...Object.values(env.observationSpace)]) {
        const size = spaceSize(space);
        expect([space.low.length, space.high.length, space.names.length, space.units.length]).toEqual(
          Array(4).fill(size),
        );
        expect(space.low.every((low, i) => low < (space.high[i] ?? Number.NaN))).toBe(true);
      }
    });

    it("gives the same bytes for the same seed and actions, whatever ran before", () => {
      const first = bytesOfEpisode(env, 5);
      bytesOfEpisode(env, 6);
      env.step(actionsOf(env, 9, 1)[0] as Float32Array);
      expect(bytesOfEpisode(env, 5)).toEqual(first);
    });

    it("gives the same bytes in another environment", async () => {
      const other = await createEnv(scenario);
      expect(bytesOfEpisode(other, 5)).toEqual(bytesOfEpisode(env, 5));
      other.close();
    });

    it("starts different episodes for different seeds, and for resets without one", () => {
      const starts = [env.reset({ seed: 1 }), env.reset({ seed: 2 }), env.reset(), env.reset()];
      expect(new Set(starts.map(({ observation }) => String(observation["state"]))).size).toBe(4);
      env.reset({ seed: 2 });
      expect(String(env.reset().observation["state"])).toBe(String(starts[2]?.observation["state"]));
    });

    it("continues from a snapshot bit for bit, in the middle of an episode and in another environment", async () => {
      let seen = env.reset({ seed: 3 }).observation;
      for (const action of actionsOf(env, 2, 37)) seen = env.step(action).observation;
      const saved = env.snapshot();
      const onwards = (target: Env): string[] =>
        actionsOf(target, 4, 60).map((action) => JSON.stringify(target.step(action)));
      const expected = onwards(env);
      const next = env.reset().observation;
      const restored = env.restore(saved);
      expect(restored.observation).toEqual(seen);
      expect(onwards(env)).toEqual(expected);
      expect(env.reset().observation).toEqual(next);
      const other = await createEnv(scenario);
      other.restore({ bytes: Uint8Array.from(saved.bytes) });
      expect(onwards(other)).toEqual(expected);
      other.close();
    });

    it("does not change when a snapshot is taken", () => {
      const plain = bytesOfEpisode(env, 8);
      expect(bytesOfEpisode(env, 8, () => env.snapshot())).toEqual(plain);
    });

    it("truncates at the time limit, and then asks for a reset", () => {
      expect(env.metadata).toEqual({ autoresetMode: "disabled" });
      env.reset({ seed: 0 });
      const zero = new Float32Array(spaceSize(env.actionSpace));
      let result = env.step(zero);
      for (let step = 2; step <= env.maxSteps && !result.terminated; step++) result = env.step(zero);
      expect(result.terminated !== result.truncated).toBe(true);
      expect(() => env.step(zero)).toThrow(StateError);
    });

    it("clips actions to the action space and refuses others", () => {
      const size = spaceSize(env.actionSpace);
      env.reset({ seed: 0 });
      const clipped = env.step(new Float32Array(size).fill(1));
      env.reset({ seed: 0 });
      expect(env.step(new Float32Array(size).fill(50))).toEqual(clipped);
      expect(() => env.step([...new Float32Array(size), 0])).toThrow(/action must be \[A\]/);
      expect(() => env.step(new Float32Array(size).fill(Number.NaN))).toThrow(SpecError);
    });

    it("refuses unknown reset options and bad seeds", () => {
      expect(() => env.reset({ options: { noSuchOption: 1 } })).toThrow(/reset option must be one of/);
      expect(() => env.reset({ seed: -1 })).toThrow(SpecError);
    });

    it("never writes again to an observation that it has returned", () => {
      const { observation } = env.reset({ seed: 4 });
      const copy = structuredClone(observation);
      for (const action of actionsOf(env, 3, 5)) env.step(action);
      expect(observation).toEqual(copy);
    });

    it("tells a unit quaternion and a finite place for every body, and leaves what cannot move in place", () => {
      const count = env.scene.bodies.length;
      const before = new Float32Array(count * 7);
      const after = new Float32Array(count * 7);
      env.reset({ seed: 0 });
      env.posesInto(before);
      for (const action of actionsOf(env, 5, 20)) env.step(action);
      env.posesInto(after);
      for (const [i, body] of env.scene.bodies.entries()) {
        const pose = after.slice(i * 7, i * 7 + 7);
        // Four float32 components: each within 6e-8 of its value, so the square of the length is within 5e-7 of 1.
        expect(Math.abs(pose.slice(3).reduce((sum, x) => sum + x * x, 0) - 1)).toBeLessThan(5e-7);
        if (!body.moves) expect(pose).toEqual(before.slice(i * 7, i * 7 + 7));
      }
      expect(after).not.toEqual(before);
    });

    it("refuses every call before the first reset and after close", async () => {
      const fresh = await createEnv(scenario);
      const action = new Float32Array(spaceSize(env.actionSpace));
      expect(() => fresh.step(action)).toThrow(StateError);
      expect(() => fresh.snapshot()).toThrow(StateError);
      fresh.reset({ seed: 0 });
      const saved = fresh.snapshot();
      fresh.close();
      const calls = [
        () => fresh.reset(),
        () => fresh.step(action),
        () => fresh.snapshot(),
        () => fresh.restore(saved),
        () => fresh.posesInto(new Float32Array(7)),
      ];
      for (const call of calls) expect(call).toThrow(StateError);
    });

    it("may be closed twice", async () => {
      const fresh = await createEnv(scenario);
      fresh.close();
      expect(() => fresh.close()).not.toThrow();
    });

    it("refuses bytes that are not a snapshot of its own", () => {
      env.reset({ seed: 0 });
      const { bytes } = env.snapshot();
      expect(() => env.restore({ bytes: bytes.slice(1) })).toThrow(StateError);
      expect(() => env.restore({ bytes: Uint8Array.from(bytes, (byte, i) => (i === 0 ? byte ^ 1 : byte)) })).toThrow(
        StateError,
      );
    });
  });
}

/** Random actions within the space, each held for a few steps. */
function actionsOf(env: Env, seed: number, count: number): Float32Array[] {
  const rng = createRng(seed);
  const size = spaceSize(env.actionSpace);
  return Array.from({ length: count }, () => Float32Array.from({ length: size }, () => 2 * rng.uniform() - 1));
}

function bytesOfEpisode(env: Env, seed: number, between?: () => unknown): string[] {
  const records = [JSON.stringify(env.reset({ seed }))];
  for (const action of actionsOf(env, seed, 100)) {
    const result = env.step(action);
    records.push(JSON.stringify(result));
    between?.();
    if (result.terminated || result.truncated) break;
  }
  return records;
}

function expectFits(env: Env, observation: Readonly<Record<string, ArrayLike<number>>>): void {
  expect(Object.keys(observation)).toEqual(Object.keys(env.observationSpace));
  for (const [modality, space] of Object.entries(env.observationSpace)) {
    const values = Array.from(observation[modality] ?? []);
    expect(values.length).toBe(spaceSize(space));
    for (const [i, value] of values.entries()) {
      expect(value >= (space.low[i] ?? 0) && value <= (space.high[i] ?? 0), `${space.names[i]} = ${value}`).toBe(true);
    }
  }
}
