/** Environments that are wrong in what they declare, or in what a step returns. */
import type { BoxSpace, Env } from "../../../sim/index.ts";
import type { Saboteur } from "./sabotage.ts";

const space = (env: Env): BoxSpace => env.observationSpace["state"] as BoxSpace;

export const stepSaboteurs: readonly Saboteur[] = [
  [
    "spaces",
    "bounds the wrong way round",
    (env) => ({ observationSpace: { state: { ...space(env), low: [0, 1], high: [1, 0] } } }),
    /^observation space state: the bounds of velocity must be low < high, got \[1, 0\]$/,
  ],
  [
    "spaces",
    "an action without bounds",
    (env) => ({ actionSpace: { ...env.actionSpace, high: [Number.POSITIVE_INFINITY] } }),
    /^action space: bounds must be finite, those of push are not$/,
  ],
  [
    "spaces",
    "a name that is missing",
    (env) => ({ observationSpace: { state: { ...space(env), names: ["position"] } } }),
    /^observation space state: names must have 2 elements, has 1$/,
  ],
  ["metadata", "half a step", () => ({ maxSteps: 0.5 }), /^maxSteps must be an integer of at least 1, got 0.5$/],
  [
    "metadata",
    "a habit of resetting itself",
    () => ({ metadata: { autoresetMode: "same-step" } }),
    /autoresetMode must be "disabled", got "same-step"$/,
  ],
  [
    "reset-result",
    "a start outside the space",
    (env) => ({ observationSpace: { state: { ...space(env), low: [2, 2], high: [3, 3] } } }),
    /^reset\(\{"seed":0\}\): observation state: position must be within \[2, 3\], got /,
  ],
  [
    "random-steps",
    "a step that throws",
    (env) => {
      let calls = 0;
      return {
        step: (action) => {
          if (++calls > 200) throw new RangeError("too far");
          return env.step(action);
        },
      };
    },
    /^seed 10\d, step \d+: too far$/,
  ],
  [
    "observations",
    "doubles instead of floats",
    (env) => ({
      step: (action) => ({
        ...env.step(action),
        observation: { state: new Float64Array(2) as unknown as Float32Array },
      }),
    }),
    /^seed 100, step 1: observation state must be an array of float32, got Float64Array$/,
  ],
  [
    "observations",
    "NaN",
    (env) => ({ step: (action) => ({ ...env.step(action), observation: { state: Float32Array.of(0, Number.NaN) } }) }),
    /^seed 100, step 1: observation state: velocity must be finite, got NaN$/,
  ],
  [
    "observations",
    "another modality",
    (env) => ({ step: (action) => ({ ...env.step(action), observation: { pixels: new Uint8Array(2) } }) }),
    /observation must have the modalities state, has pixels$/,
  ],
  [
    "rewards",
    "a reward beyond its range",
    (env) => ({ step: (action) => ({ ...env.step(action), reward: 1.5 }) }),
    /^seed 100, step 1: reward must be within \[0, 1\], got 1.5$/,
  ],
  [
    "endings",
    "truncation before the limit",
    (env) => ({ step: (action) => ({ ...env.step(action), truncated: true }) }),
    /^seed 100, step 1: truncated must be false before the limit of 60 steps, got true$/,
  ],
  [
    "endings",
    "both ends at once",
    (env) => ({ step: (action) => ({ ...env.step(action), terminated: true, truncated: true }) }),
    /an episode must be terminated or truncated, got both$/,
  ],
  [
    "info",
    "a fact that is no number",
    (env) => ({ step: (action) => ({ ...env.step(action), info: { height: Number.NaN } }) }),
    /^seed 100, step 1: info height must be a finite number, got NaN$/,
  ],
  [
    "after-the-end",
    "steps that never end",
    (env) => ({
      step: (action) => {
        const result = env.step(action);
        if (result.truncated) env.reset({ seed: 1 });
        return result;
      },
    }),
    /^step after the end of an episode must be refused with a StateError, was accepted$/,
  ],
];
