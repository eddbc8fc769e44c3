/** `timeLimit`: truncates episodes after fewer steps. */
import type { Env, StepResult } from "../core/env.ts";
import { StateError } from "../core/errors.ts";
import { requirePositive, wrapEnv } from "./wrap-env.ts";
import { float64Bytes, float64FromBytes, unwrapSnapshot, wrapSnapshot } from "./wrapper-snapshot.ts";

export interface TimeLimitOptions {
  /** Steps of this environment until truncation; its own limit, where that is lower, stays. */
  readonly maxSteps: number;
}

/** As Gymnasium's TimeLimit. A step that terminates at the limit is not truncated. A SpecError for a limit below 1. */
export function timeLimit(env: Env, { maxSteps }: TimeLimitOptions): Env {
  requirePositive("timeLimit: maxSteps", maxSteps);
  const wrapper = `timeLimit ${maxSteps}`;
  let steps = 0;
  return wrapEnv(env, {
    maxSteps: Math.min(env.maxSteps, maxSteps),
    reset(how) {
      const result = env.reset(how);
      steps = 0;
      return result;
    },
    step(action): StepResult {
      if (steps >= maxSteps) {
        throw new StateError(
          `${env.id}: step needs a running episode, and it ended within its ${maxSteps} steps; call reset`,
        );
      }
      const result = env.step(action);
      steps++;
      return { ...result, truncated: result.truncated || (!result.terminated && steps >= maxSteps) };
    },
    snapshot: () => wrapSnapshot(wrapper, float64Bytes([steps]), env.snapshot()),
    restore(snapshot) {
      const { own, inner } = unwrapSnapshot(wrapper, 8, snapshot);
      const result = env.restore(inner);
      steps = float64FromBytes(own)[0]!;
      return result;
    },
  });
}
