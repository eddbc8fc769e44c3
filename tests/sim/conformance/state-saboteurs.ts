/** Environments that are wrong in what they keep from one call to the next. */
import { type Observation, ShapeError, SpecError } from "../../../sim/index.ts";
import type { Saboteur } from "./sabotage.ts";

let stepsOfAll = 0;

export const stateSaboteurs: readonly Saboteur[] = [
  [
    "same-seed",
    "noise that no seed decides",
    (env) => {
      let calls = 0;
      return { reset: (how) => env.reset({ ...how, options: { position: (++calls % 7) / 7 } }) };
    },
    /^seed 5 a second time, moment 0: observation state: expected [\d.]+ for position, got [\d.]+$/,
  ],
  [
    "another-environment",
    "state shared between environments",
    (env) => ({
      step(action) {
        const result = env.step(action);
        stepsOfAll++;
        return { ...result, observation: { state: Float32Array.of(stepsOfAll, 0) } };
      },
      reset(how) {
        stepsOfAll = 0;
        return env.reset(how);
      },
    }),
    /^seed 1[12] .*environment, moment 1?\d: observation state: expected /,
  ],
  [
    "seeds",
    "resets without a seed that repeat themselves",
    (env) => ({ reset: (how) => env.reset({ seed: 1, ...how }) }),
    /^8 resets without a seed: expected starts that differ, as those of seeds do, got the same ones$/,
  ],
  [
    "seeds",
    "a stream of seeds that no seed decides",
    (env) => {
      let calls = 0;
      return { reset: (how) => env.reset({ seed: ++calls, ...how }) };
    },
    /^reset 1 without a seed after reset\(\{ seed: 2 \}\): expected the start of the last time, got another$/,
  ],
  [
    "bad-seeds",
    "any number as a seed",
    (env) => ({ reset: ({ seed = 0 } = {}) => env.reset({ seed: Math.abs(Math.trunc(seed) || 0) % 100 }) }),
    /^reset\(\{ seed: -1 \}\) must be refused with a SpecError, was accepted$/,
  ],
  [
    "snapshot-continues",
    "state that a snapshot forgets",
    (env) => {
      let steps = 0;
      return {
        step(action) {
          steps++;
          const result = env.step(action);
          return { ...result, reward: result.reward / steps };
        },
      };
    },
    /^snapshot at step \d+, continued twice, moment 0: expected reward [\d.e-]+, got [\d.e-]+$/,
  ],
  [
    "snapshot-keeps-the-stream",
    "a restore that leaves the stream of seeds alone",
    (env) => {
      let seed = 0;
      return { reset: (how = {}) => env.reset({ ...how, seed: how.seed ?? ++seed }) };
    },
    /^reset without a seed after a restore: observation state: expected /,
  ],
  [
    "snapshot-changes-nothing",
    "snapshots that draw a number",
    (env) => {
      let taken = 0;
      return {
        snapshot() {
          taken++;
          return env.snapshot();
        },
        step: (action) => env.step(taken > 0 ? [0.5] : action),
      };
    },
    /^with a snapshot at every step, moment 1: /,
  ],
  [
    "snapshot-is-its-own",
    "a restore that takes anything",
    (env) => ({ restore: () => env.reset({ seed: 0 }) }),
    /^restore of a snapshot without its first byte must be refused with a StateError, was accepted$/,
  ],
  [
    "observations-are-kept",
    "one array for all observations",
    (env) => {
      const state = new Float32Array(2);
      const same = <R extends { readonly observation: Observation }>(result: R): R => {
        state.set(result.observation["state"] as Float32Array);
        return { ...result, observation: { state } };
      };
      return {
        reset: (how) => same(env.reset(how)),
        step: (action) => same(env.step(action)),
        restore: (saved) => same(env.restore(saved)),
      };
    },
    /^the observation of the reset was written again: observation state: expected /,
  ],
  [
    "observations-are-given",
    "reading its own observation back",
    (env) => {
      let last: Observation = {};
      return {
        reset(how) {
          const result = env.reset(how);
          last = result.observation;
          return result;
        },
        step(action) {
          const reward = last["state"]?.[0] ?? 0;
          const result = env.step(action);
          last = result.observation;
          return { ...result, reward };
        },
      };
    },
    /^after writing to observations, moment 1: expected reward [-\d.e]+, got 77$/,
  ],
  [
    "actions-out-of-range",
    "actions that are not clipped",
    (env) => ({
      step: (action) => ({ ...env.step(action), reward: Math.min(1, Math.abs((action[0] ?? 0) / 100)) }),
    }),
    /^51 for push must act as 1 or be refused: expected reward 0.01, got 0.51$/,
  ],
  [
    "wrong-actions",
    "actions of any length",
    (env) => ({ step: (action) => env.step([action[0] ?? 0]) }),
    /^an action with an element too many must be refused with a ShapeError or SpecError, was accepted$/,
  ],
  [
    "wrong-actions",
    "an error that does not say which element",
    (env) => ({
      step(action) {
        if (action.length !== 1) throw new ShapeError("action must have 1 element");
        if (Number.isNaN(action[0])) throw new SpecError("bad action");
        return env.step(action);
      },
    }),
    /^NaN for push must be refused by an error that names push, it was SpecError: bad action$/,
  ],
  [
    "unknown-options",
    "options that nobody knows",
    (env) => ({ reset: ({ seed = 0 } = {}) => env.reset({ seed }) }),
    /noSuchOption: 1 \} \}\) must be refused with a SpecError, was accepted$/,
  ],
  [
    "life",
    "life after close",
    () => ({ close: () => undefined }),
    /^reset after close must be refused with a StateError, was accepted$/,
  ],
  [
    "poses",
    "quaternions of another length",
    (env) => ({
      posesInto(out) {
        env.posesInto(out);
        out[13] = 2;
      },
    }),
    /^pose of box: the quaternion must have length 1, its square is 4$/,
  ],
  [
    "poses",
    "a rail that wanders",
    (env) => {
      let calls = 0;
      return {
        posesInto(out) {
          env.posesInto(out);
          out[0] = ++calls;
        },
      };
    },
    /^rail cannot move: expected \d+ for component 0, got \d+$/,
  ],
];
