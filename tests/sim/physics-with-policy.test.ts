/** The true physics with an actor and critic: what they are shown, against an environment that plays the same actions. */
import { describe, expect, it } from "vitest";
import { loadScenario } from "../../scenarios/index.ts";
import {
  createEnv,
  createPhysicsDynamics,
  createRng,
  defineScenario,
  type Env,
  type Observation,
  type Scenario,
  type Snapshot,
  StateError,
  type StatePolicy,
} from "../../sim/index.ts";
import { specOf } from "../support/spec-of.ts";

const REPEAT = 3;
/** Mechanisms side by side in one world, of which 40 take two; articulated bodies with contacts; a task that remembers; sensors. */
const SCENARIOS = ["cartpole-swingup", "reacher-easy", "hopper-stand", "car-racing"];

/** An actor and critic that say what they were shown. */
function tellingPolicy(stateSize: number, actionSize: number) {
  const shown: Float32Array[] = [];
  return {
    shown,
    values: (states) => {
      shown.push(states.slice());
      return Promise.resolve(Float32Array.from({ length: states.length / stateSize }, (_, n) => n + 0.5));
    },
    act: (states, noise) =>
      Promise.resolve(noise.map((draw, at) => Math.sin(draw + states[Math.floor(at / actionSize) * stateSize]!))),
  } satisfies StatePolicy & { readonly shown: readonly Float32Array[] };
}

async function open(scenario: Scenario) {
  const policy = tellingPolicy(scenario.observation.elements.length, scenario.actuators.length);
  const env = await createEnv(scenario);
  const dynamics = await createPhysicsDynamics(scenario, { actionRepeat: REPEAT, policy });
  env.reset({ seed: 2 });
  const close = (): Promise<void> => {
    env.close();
    return dynamics.dispose();
  };
  return { policy, env, dynamics, close };
}

/** Holds an action as a decision does. → what is seen then */
function hold(env: Env, action: Float32Array): Float32Array {
  let observation: Observation = {};
  for (let repeat = 0; repeat < REPEAT; repeat++) ({ observation } = env.step(action));
  return observation["state"] as Float32Array;
}

function normals(count: number): Float32Array {
  const drawn = new Float32Array(count);
  createRng(6).normalInto(drawn);
  return drawn;
}

describe.each(SCENARIOS)("the true physics of %s with a policy", async (id) => {
  const scenario = await loadScenario(id);
  const width = scenario.actuators.length;

  it("shows the critic where each candidate is after its last decision, to the bit", async () => {
    const { policy, env, dynamics, close } = await open(scenario);
    const size = { candidates: id === "car-racing" ? 3 : 40, horizon: 2 };
    const start = env.snapshot();
    const actions = normals(size.candidates * size.horizon * width);
    const { finalValues } = await dynamics.rollout(start, actions, size);
    expect(Array.from(finalValues!)).toEqual(Array.from({ length: size.candidates }, (_, n) => n + 0.5));
    const stateSize = scenario.observation.elements.length;
    for (let n = 0; n < size.candidates; n++) {
      env.restore(start);
      hold(env, actions.subarray(2 * n * width, (2 * n + 1) * width));
      const seen = hold(env, actions.subarray((2 * n + 1) * width, (2 * n + 2) * width));
      expect(policy.shown[0]!.subarray(n * stateSize, (n + 1) * stateSize)).toEqual(seen);
    }
    await close();
  });

  it("shows it where each step leads", async () => {
    const { policy, env, dynamics, close } = await open(scenario);
    const start = env.snapshot();
    const actions = normals(2 * width);
    const { values } = await dynamics.step([start, start], actions);
    expect(values).toEqual(Float32Array.of(0.5, 1.5));
    const seen = [0, 1].flatMap((n) => {
      env.restore(start);
      return [...hold(env, actions.subarray(n * width, (n + 1) * width))];
    });
    expect([...policy.shown[0]!]).toEqual(seen);
    await close();
  });

  it("proposes what the actor does in the environment", async () => {
    const { policy, env, dynamics, close } = await open(scenario);
    const size = { candidates: 3, horizon: 4 };
    const start = env.snapshot();
    const proposed = await dynamics.propose!(start, size, createRng(6));
    const noise = normals(size.candidates * size.horizon * width);
    for (let n = 0; n < size.candidates; n++) {
      let seen = env.restore(start).observation["state"] as Float32Array;
      for (let t = 0; t < size.horizon; t++) {
        const at = (t * size.candidates + n) * width;
        const action = await policy.act(seen, noise.subarray(at, at + width));
        const cell = (n * size.horizon + t) * width;
        expect(proposed.subarray(cell, cell + width)).toEqual(action);
        seen = hold(env, action);
      }
    }
    await close();
  });
});

describe("the true physics with a policy", async () => {
  const cartpole = await loadScenario("cartpole-swingup");

  it("does not look at where a candidate is that has ended", async () => {
    for (const physics of ["mechanism", "simulation"]) {
      const scenario = defineScenario({
        ...specOf(cartpole),
        id: "ending",
        terminated: ({ action }) => action[0] === 1,
        // An update, and candidates have worlds of their own.
        ...(physics === "simulation" ? { update: () => undefined } : {}),
        observation: {
          ...cartpole.observation,
          into: (out, { action }) => out.fill(action[0] === 1 ? Number.NaN : action[0]!),
        },
      });
      const { policy, env, dynamics, close } = await open(scenario);
      const start = env.snapshot();
      const actions = Float32Array.of(0.25, 0.5, 1, 0.5, 0.25, 1);
      const { terminated } = await dynamics.rollout(start, actions, { candidates: 3, horizon: 2 });
      expect([...terminated]).toEqual([0, 0, 1, 1, 0, 1]);
      const row = (value: number): number[] => Array.from(cartpole.observation.elements, () => value);
      expect([...policy.shown[0]!]).toEqual([...row(0.5), ...row(0), ...row(0)]);
      const ended = await dynamics.step([start], Float32Array.of(1));
      expect(ended.terminated[0]).toBe(1);
      await dynamics.rollout(ended.beliefs[0]!, actions, { candidates: 3, horizon: 2 });
      expect(policy.shown[2]!.every((value) => value === 0)).toBe(true);
      await close();
    }
  });

  it("refuses an observation that is no number, as a step does", async () => {
    const scenario = defineScenario({
      ...specOf(cartpole),
      id: "blind",
      observation: { ...cartpole.observation, into: (out, { steps }) => out.fill(steps === 0 ? 0 : Number.NaN) },
    });
    const { env, dynamics, close } = await open(scenario);
    const start = env.snapshot();
    await expect(dynamics.rollout(start, new Float32Array(2), { candidates: 1, horizon: 2 })).rejects.toThrow(
      new StateError("blind: observation cart position must be finite, got NaN at step 6"),
    );
    await close();
  });

  it("refuses to propose after dispose", async () => {
    const { env, dynamics, close } = await open(cartpole);
    const start = env.snapshot();
    await close();
    await expect(dynamics.propose!(start, { candidates: 1, horizon: 1 }, createRng(0))).rejects.toThrow(
      new StateError("physics dynamics of cartpole-swingup: propose after dispose"),
    );
  });

  it("tells no values and proposes nothing without one", async () => {
    const env = await createEnv(cartpole);
    const dynamics = await createPhysicsDynamics(cartpole, { actionRepeat: REPEAT });
    env.reset({ seed: 2 });
    const start: Snapshot = env.snapshot();
    expect(Object.keys(await dynamics.rollout(start, new Float32Array(1), { candidates: 1, horizon: 1 }))).toEqual([
      "rewards",
      "terminated",
    ]);
    expect(await dynamics.step([start], new Float32Array(1))).not.toHaveProperty("values");
    expect(dynamics).not.toHaveProperty("propose");
    env.close();
    await dynamics.dispose();
  });
});
