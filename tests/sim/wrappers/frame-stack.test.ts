/** What a frame stack shows, and what it keeps in a snapshot. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEnv, type Env, frameStack, SpecError, StateError, type StepResult } from "../../../sim/index.ts";
import { driftScenario } from "../vector/drift-scenario.ts";

describe("frameStack", () => {
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

  it("holds the last frames, oldest first, and the first observation in place of what came before it", () => {
    const stacked = frameStack(inner, { frames: 3 });
    const frames = [state(plain.reset({ seed: 1 }))];
    const first = stacked.reset({ seed: 1 });
    expect(state(first)).toEqual([frames[0], frames[0], frames[0]].flat());
    for (let i = 1; i < 6; i++) {
      frames.push(state(plain.step([0.1])));
      const { observation } = stacked.step([0.1]);
      expect([...(observation["state"] ?? [])]).toEqual([frames[Math.max(0, i - 2)], frames[i - 1], frames[i]].flat());
    }
    expect(state(stacked.reset({ seed: 1 }))).toEqual(state(first));
  });

  it("has a leading axis of frames, and elements named after their age", () => {
    const space = frameStack(inner, { frames: 3 }).observationSpace["state"];
    expect(space?.shape).toEqual([3, 2]);
    expect(space?.names).toEqual([
      "position, 2 steps before",
      "velocity, 2 steps before",
      "position, 1 step before",
      "velocity, 1 step before",
      "position",
      "velocity",
    ]);
    expect(space?.units).toEqual(["m", "m/s", "m", "m/s", "m", "m/s"]);
    expect(frameStack(inner, { frames: 1 }).observationSpace["state"]?.shape).toEqual([1, 2]);
  });

  it("stacks the modalities that are named, pictures too, and passes the others on", async () => {
    const env = await createEnv(driftScenario, { observe: ["state", "pixels"] });
    const stacked = frameStack(env, { frames: 2, modalities: ["pixels"] });
    const first = stacked.reset({ seed: 1 }).observation;
    const { observation } = stacked.step([1]);
    expect(stacked.observationSpace["pixels"]?.shape).toEqual([2, 64, 64, 3]);
    expect(stacked.observationSpace["state"]?.shape).toEqual([2]);
    expect(observation["pixels"]).toBeInstanceOf(Uint8Array);
    expect(observation["pixels"]?.slice(0, 64 * 64 * 3)).toEqual(first["pixels"]?.slice(64 * 64 * 3));
    const saved = stacked.snapshot();
    const expected = stacked.step([-1]).observation["pixels"];
    stacked.reset();
    expect(stacked.restore(saved).observation).toEqual(observation);
    expect(stacked.step([-1]).observation["pixels"]).toEqual(expected);
    stacked.close();
  });

  it("restores snapshots of its own kind only, and stays as it was otherwise", () => {
    const stacked = frameStack(inner, { frames: 2 });
    const other = frameStack(plain, { frames: 3 });
    stacked.reset({ seed: 1 });
    other.reset({ seed: 1 });
    const before = stacked.snapshot();
    expect(() => stacked.restore(other.snapshot())).toThrow(StateError);
    expect(() => stacked.restore(other.snapshot())).toThrow(/a snapshot of frameStack 2 state is required/);
    expect(stacked.snapshot()).toEqual(before);
  });

  it("refuses numbers of frames that are none, and unknown modalities", () => {
    for (const frames of [0, 1.5, Number.NaN]) expect(() => frameStack(inner, { frames })).toThrow(SpecError);
    expect(() => frameStack(inner, { frames: 2, modalities: ["lidar"] })).toThrow(
      'frameStack: modalities must be of state, got "lidar"',
    );
  });
});

function state({ observation }: Pick<StepResult, "observation">): number[] {
  return [...(observation["state"] ?? [])];
}
