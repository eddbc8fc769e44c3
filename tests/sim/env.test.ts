import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv, defineScenario, type Env, type Factors, type Scenario, StateError } from "../../sim/index.ts";
import { specOf } from "../support/spec-of.ts";

describe("an environment", () => {
  let scenario: Scenario;
  let env: Env;
  beforeAll(async () => {
    scenario = await loadScenario("cartpole-swingup");
    env = await createEnv(scenario);
  });
  afterAll(() => env.close());

  // Each leak of a Rapier object would cost at least 100 bytes, 1,000 of them 100 kB; the allocator rounds to 64 kB pages.
  it("keeps its memory over 1,000 resets", () => {
    const episode = (seed: number): void => {
      env.reset({ seed });
      env.restore(env.snapshot());
      for (let i = 0; i < 3; i++) env.step([1]);
    };
    for (let seed = 0; seed < 200; seed++) episode(seed);
    const before = process.memoryUsage().arrayBuffers;
    for (let seed = 0; seed < 1000; seed++) episode(seed);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  });

  it("reports a physics that overflows, and works again after a reset", async () => {
    const violent = defineScenario({
      ...specOf(scenario),
      id: "violent",
      actuators: [{ name: "blow", joint: "slider", gear: 1e39 }],
    });
    const broken = await createEnv(violent);
    broken.reset({ seed: 0 });
    expect(() => broken.step([1])).toThrow(/physics of violent: joint \w+ must stay finite/);
    expect(() => broken.step([0])).toThrow(StateError);
    broken.reset({ seed: 0 });
    env.reset({ seed: 0 });
    expect(broken.step([0])).toEqual(env.step([0]));
    broken.close();
  });

  it("reports a reward that is not a number", async () => {
    const faulty = await createEnv(defineScenario({ ...specOf(scenario), id: "faulty", reward: () => Number.NaN }));
    faulty.reset({ seed: 0 });
    expect(() => faulty.step([0])).toThrow(/faulty: reward must be finite, got NaN at step 1/);
    faulty.close();
  });

  it("restores the last action too, where an observation tells it", async () => {
    const spec = specOf(scenario);
    const observant = defineScenario({
      ...spec,
      id: "observant",
      observation: {
        elements: [...spec.observation.elements, { name: "last action", unit: "1" }],
        into: (out, task) => {
          spec.observation.into(out, task);
          out[5] = task.action[0] ?? Number.NaN;
        },
      },
    });
    const first = await createEnv(observant);
    first.reset({ seed: 1 });
    const { observation } = first.step([0.5]);
    const saved = first.snapshot();
    first.step([-1]);
    expect(first.restore(saved).observation).toEqual(observation);
    const fresh = await createEnv(observant);
    expect(fresh.restore(saved).observation).toEqual(observation);
    first.close();
    fresh.close();
  });

  it("refuses a snapshot of the same id with another declaration", async () => {
    const spec = specOf(scenario);
    const weaker = defineScenario({ ...spec, actuators: [{ name: "slide force", joint: "slider", gear: 1 }] });
    const other = await createEnv(weaker);
    env.reset({ seed: 1 });
    expect(() => other.restore(env.snapshot())).toThrow(StateError);
    other.close();
  });

  it("keeps termination apart from truncation", async () => {
    const ending = await createEnv(
      defineScenario({ ...specOf(scenario), id: "ending", maxSteps: 3, terminated: ({ action }) => action[0] === 1 }),
    );
    ending.reset({ seed: 0 });
    expect(ending.step([1])).toMatchObject({ terminated: true, truncated: false });
    ending.reset({ seed: 0 });
    for (let i = 0; i < 2; i++) expect(ending.step([0])).toMatchObject({ terminated: false, truncated: false });
    const ended = ending.step([0]);
    expect(ended).toMatchObject({ terminated: false, truncated: true });
    ending.restore(ending.snapshot());
    expect(() => ending.step([0])).toThrow(/truncated/);
    ending.close();
  });

  it("refuses a start that is not finite", async () => {
    const lost = await createEnv(
      defineScenario({
        ...specOf(scenario),
        id: "lost",
        start: ({ setJoint }) => setJoint("hinge", Number.NaN),
      }),
    );
    expect(() => lost.reset()).toThrow(/scenario lost: start: joint positions must be finite numbers/);
    lost.close();
  });

  it("refuses what is no action, no snapshot and no range in one line", () => {
    env.reset({ seed: 1 });
    expect(() => env.step(undefined as never)).toThrow(
      /^cartpole-swingup: step: action must be \[A\]=\[1\], got undefined$/,
    );
    expect(() => env.restore(null as never)).toThrow(/^restore: a snapshot of cartpole-swingup is required/);
    expect(() => env.restore(new Uint8Array(10) as never)).toThrow(StateError);
    expect(() => env.reset({ options: { gravity: [1, 2, 3] as never } })).toThrow(
      /^cartpole-swingup: reset option gravity must be a number or a range \[low, high\], got \[1,2,3\]$/,
    );
  });

  it("refuses factors again that it has refused", async () => {
    const light = await createEnv(
      defineScenario({
        ...specOf(scenario),
        factors: { mass: { description: "mass", unit: "kg", low: 0, high: 1, nominal: 1 } },
        bodies: ({ mass }: Factors) => {
          if (mass === 0) throw new RangeError("nothing to move");
          return scenario.bodies;
        },
      }),
    );
    for (let reset = 0; reset < 2; reset++) {
      expect(() => light.reset({ options: { mass: 0 } })).toThrow("nothing to move");
    }
    light.close();
  });
});
