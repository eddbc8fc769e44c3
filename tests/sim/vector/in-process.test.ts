/** What a vector environment takes, refuses and returns. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createEnvs,
  createVectorEnv,
  frameStack,
  ShapeError,
  SpecError,
  StateError,
  timeLimit,
  type VectorEnv,
} from "../../../sim/index.ts";
import { driftScenario, FAULTS } from "./drift-scenario.ts";
import { pushes } from "./drive.ts";

describe("a vector environment", () => {
  let envs: VectorEnv;
  beforeAll(async () => {
    envs = await createVectorEnv(driftScenario, { numEnvs: 3 });
  });
  afterAll(() => envs.close());

  it("tells its size, its spaces and its scenario", () => {
    expect(envs.numEnvs).toBe(3);
    expect(envs.id).toBe("drift");
    expect(envs.singleActionSpace.names).toEqual(["force"]);
    expect(envs.singleObservationSpace["state"]?.shape).toEqual([2]);
    expect([envs.maxSteps, envs.controlStepSecs]).toEqual([20, 0.05]);
  });

  it("needs a reset of all before the first step, and takes seeds 0, 1, 2 … unless told", async () => {
    const fresh = await createVectorEnv(driftScenario, { numEnvs: 3 });
    expect(() => fresh.step([0, 0, 0])).toThrow(StateError);
    expect(() => fresh.reset({ mask: [true, false, false] })).toThrow(StateError);
    expect(fresh.reset()).toEqual(envs.reset({ seed: 0 }));
    fresh.close();
  });

  it("takes a list of seeds, and leaves the others to their own streams", () => {
    const seeded = envs.reset({ seed: [4, 5, 6] });
    expect(seeded).toEqual(envs.reset({ seed: 4 }));
    const next = envs.reset();
    envs.reset({ seed: 4 });
    const some = envs.reset({ seed: [undefined, 9, undefined] }).observations["state"];
    expect(some?.slice(0, 2)).toEqual(next.observations["state"]?.slice(0, 2));
    expect(some?.slice(4)).toEqual(next.observations["state"]?.slice(4));
    expect(some?.slice(2, 4)).not.toEqual(next.observations["state"]?.slice(2, 4));
  });

  it("resets only what a mask tells, in any mode, and none for an empty one", () => {
    const before = envs.reset({ seed: 0 }).observations["state"];
    const after = envs.reset({ seed: 50, mask: [false, true, false] }).observations["state"];
    expect(after?.slice(0, 2)).toEqual(before?.slice(0, 2));
    expect(after?.slice(2, 4)).toEqual(envs.reset({ seed: 50 }).observations["state"]?.slice(2, 4));
    expect(envs.reset({ mask: [0, 0, 0] }).infos.columns).toEqual({});
  });

  it("gives every environment the options of a reset, and its own options to automatic ones too", async () => {
    const told = envs.reset({ seed: 1, options: { position: 0.125 } }).observations["state"];
    expect([told?.[0], told?.[2], told?.[4]]).toEqual([0.125, 0.125, 0.125]);
    const ready = await createVectorEnv(driftScenario, {
      numEnvs: 2,
      autoresetMode: "same-step",
      resetOptions: { position: 0.125 },
    });
    expect(ready.reset().observations["state"]?.[2]).toBe(0.125);
    let step = ready.step([1, 1]);
    while (!step.terminated.includes(1)) step = ready.step([1, 1]);
    expect(step.observations["state"]?.[2 * step.terminated.indexOf(1)]).toBe(0.125);
    expect(ready.reset({ options: { position: 0 } }).observations["state"]?.[0]).toBe(0);
    ready.close();
  });

  it("never writes again to what it has returned", () => {
    const first = envs.reset({ seed: 3 });
    const [push, ...later] = pushes(3, 30) as [Float32Array, ...Float32Array[]];
    const second = envs.step(push);
    const copies = structuredClone([first, second]);
    for (const actions of later) envs.step(actions);
    envs.reset();
    expect([first, second]).toEqual(copies);
  });

  it("steps wrapped environments", async () => {
    const wrapped = await createVectorEnv(
      async (count) =>
        (await createEnvs(driftScenario, count)).map((env) =>
          frameStack(timeLimit(env, { maxSteps: 4 }), { frames: 2 }),
        ),
      { numEnvs: 2 },
    );
    expect(wrapped.maxSteps).toBe(4);
    expect(wrapped.reset().observations["state"]?.length).toBe(2 * 2 * 2);
    const steps = Array.from({ length: 4 }, () => wrapped.step([0, 0]));
    expect(steps.map(({ truncated }) => [...truncated])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 1],
    ]);
    wrapped.close();
  });

  it("refuses actions, seeds and masks of wrong size or value, and goes on as if they had not been given", () => {
    envs.reset({ seed: 2 });
    const expected = envs.step([1, -1, 1]);
    envs.reset({ seed: 2 });
    expect(() => envs.step([1, -1])).toThrow(ShapeError);
    expect(() => envs.step([1, -1])).toThrow("drift: step: actions must be [N×A]=[3×1], got [2]");
    expect(() => envs.step([1, Number.NaN, 1])).toThrow(SpecError);
    expect(() => envs.step([1, 1e300, 1])).toThrow("got 1e+300 for element 0 of environment 1");
    expect(() => envs.reset({ seed: [1, 2] })).toThrow(ShapeError);
    expect(() => envs.reset({ seed: [1, 2, -3] })).toThrow("seed of environment 2 must be an integer");
    expect(() => envs.reset({ seed: Number.MAX_SAFE_INTEGER })).toThrow("seed of environment 1");
    expect(() => envs.reset({ mask: [true] })).toThrow(ShapeError);
    expect(envs.step([1, -1, 1])).toEqual(expected);
  });

  it("names the environment in which an error arose, keeps its class, and then asks for a reset of all", () => {
    for (const [push, type, message] of [
      [FAULTS.throws, SpecError, /^environment 1: drift: no push of 0.75/],
      [FAULTS.notANumber, StateError, /^environment 1: drift: .*reward must be finite, got NaN/],
    ] as const) {
      envs.reset({ seed: 2 });
      expect(() => envs.step([1, push, push])).toThrow(type);
      envs.reset({ seed: 2 });
      expect(() => envs.step([1, push, push])).toThrow(message);
      expect(() => envs.step([1, 1, 1])).toThrow(StateError);
      expect(() => envs.reset({ mask: [true, true, true] })).toThrow(StateError);
    }
    const { observations } = envs.reset({ seed: 2 });
    expect(envs.reset({ seed: 2 }).observations).toEqual(observations);
    expect(() => envs.reset({ options: { mass: 1 } })).toThrow(/^environment 0: .*mass/);
  });

  it("refuses sizes and modes that are none, and environments that differ", async () => {
    for (const numEnvs of [0, -1, 1.5, Number.NaN]) {
      await expect(createVectorEnv(driftScenario, { numEnvs })).rejects.toThrow(SpecError);
    }
    const wrongMode = { numEnvs: 1, autoresetMode: "sometimes" as "disabled" };
    await expect(createVectorEnv(driftScenario, wrongMode)).rejects.toThrow(
      "autoresetMode must be one of next-step, same-step, disabled, got sometimes",
    );
    const made = await createEnvs(driftScenario, 2);
    const differing = [made[0]!, frameStack(made[1]!, { frames: 2 })];
    await expect(createVectorEnv(() => differing, { numEnvs: 2 })).rejects.toThrow(
      "observationSpace of environment 1 must be that of environment 0",
    );
    expect(() => made[0]?.reset()).toThrow(StateError);
    await expect(createVectorEnv((count) => createEnvs(driftScenario, count - 1), { numEnvs: 2 })).rejects.toThrow(
      "2 environments must be made, got 1",
    );
  });

  it("refuses every call after close, and may be closed twice", async () => {
    const fresh = await createVectorEnv(driftScenario, { numEnvs: 1 });
    fresh.reset();
    fresh.close();
    fresh.close();
    expect(() => fresh.reset()).toThrow(StateError);
    expect(() => fresh.step([0])).toThrow(StateError);
  });
});
