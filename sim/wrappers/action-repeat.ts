/** `actionRepeat`: each action is held for several steps. */
import type { Env, StepResult } from "../core/env.ts";
import { requirePositive, wrapEnv } from "./wrap-env.ts";

export interface ActionRepeatOptions {
  /** Steps of the wrapped environment in one of this. */
  readonly times: number;
}

/**
 * One step is `times` steps with the same action, fewer where the episode ends before: rewards are summed; observation, flags and
 * info are the last one's. `controlStepSecs` and `maxSteps` follow. A SpecError for `times` below 1.
 */
export function actionRepeat(env: Env, { times }: ActionRepeatOptions): Env {
  requirePositive("actionRepeat: times", times);
  return wrapEnv(env, {
    controlStepSecs: env.controlStepSecs * times,
    maxSteps: Math.ceil(env.maxSteps / times),
    step(action): StepResult {
      let result = env.step(action);
      let { reward } = result;
      for (let i = 1; i < times && !result.terminated && !result.truncated; i++) {
        result = env.step(action);
        reward += result.reward;
      }
      return { ...result, reward };
    },
  });
}
