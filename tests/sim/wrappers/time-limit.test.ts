/** Time limits: truncation, never termination. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEnv, type Env, SpecError, StateError, timeLimit } from "../../../sim/index.ts";
import { driftScenario } from "../vector/drift-scenario.ts";

describe("timeLimit", () => {
  let env: Env;
  beforeEach(async () => {
    env = await createEnv(driftScenario);
  });
  afterEach(() => env.close());

  it("truncates without terminating, then asks for a reset, and counts anew after it", () => {
    const limited = timeLimit(env, { maxSteps: 3 });
    expect(limited.maxSteps).toBe(3);
    for (let episode = 0; episode < 2; episode++) {
      limited.reset({ options: { position: 0 } });
      const flags = Array.from({ length: 3 }, () => limited.step([0])).map((step) => [step.truncated, step.terminated]);
      expect(flags).toEqual([
        [false, false],
        [false, false],
        [true, false],
      ]);
      expect(() => limited.step([0])).toThrow(StateError);
    }
  });

  it("does not truncate a step that terminates", async () => {
    env.reset({ seed: 1 });
    let steps = 1;
    while (!env.step([1]).terminated) steps++;
    const limited = timeLimit(env, { maxSteps: steps });
    limited.reset({ seed: 1 });
    let last = limited.step([1]);
    for (let i = 1; i < steps; i++) last = limited.step([1]);
    expect([last.terminated, last.truncated]).toEqual([true, false]);
  });

  it("leaves a lower limit of the environment's own as it is", () => {
    expect(timeLimit(env, { maxSteps: 50 }).maxSteps).toBe(20);
  });

  it("brings the count back from a snapshot, one at the limit too", () => {
    const limited = timeLimit(env, { maxSteps: 3 });
    limited.reset({ options: { position: 0 } });
    limited.step([0]);
    const early = limited.snapshot();
    limited.step([0]);
    limited.step([0]);
    const late = limited.snapshot();
    limited.restore(early);
    expect(limited.step([0]).truncated).toBe(false);
    expect(limited.step([0]).truncated).toBe(true);
    limited.reset();
    limited.restore(late);
    expect(() => limited.step([0])).toThrow(StateError);
  });

  it("refuses limits that are none", () => {
    for (const maxSteps of [0, 1.5, Number.POSITIVE_INFINITY]) {
      expect(() => timeLimit(env, { maxSteps })).toThrow(SpecError);
    }
  });
});
