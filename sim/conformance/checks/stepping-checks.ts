/** What resets and steps return. */
import type { Env } from "../../core/env.ts";
import { StateError } from "../../core/errors.ts";
import type { ConformanceCheck, EnvContext } from "../conformance-types.ts";
import { finding, mustRefuse } from "../finding.ts";
import { infoFault, observationFault } from "../observation-fault.ts";
import { idleAction } from "../random-actions.ts";
import { WALK_STEPS, type WalkTopic } from "../random-walk.ts";
import { withEnv } from "../with-env.ts";

/** Beyond it an episode is not walked to its time limit. */
const LONGEST_EPISODE = 20_000;

export const steppingChecks: readonly ConformanceCheck[] = [
  {
    id: "reset-result",
    title: "resets with and without a seed and options, to an observation within its space",
    essential: true,
    run: (context) =>
      withEnv(context, (env) => {
        for (const how of [{ seed: 0 }, { seed: 123 }, { seed: 2 ** 53 - 1 }, {}, { options: {} }, undefined]) {
          const { observation, info } = env.reset(how);
          const fault = observationFault(env.observationSpace, observation) ?? infoFault(info);
          if (fault !== undefined) finding(`reset(${JSON.stringify(how) ?? ""}): ${fault}`);
        }
      }),
  },
  {
    id: "random-steps",
    title: `walks ${WALK_STEPS.toLocaleString("en-US")} steps of random actions without an error`,
    essential: true,
    async run(context) {
      const { stopped } = await context.walk();
      if (stopped !== undefined) finding(stopped);
    },
  },
  walked(
    "observation",
    "observations",
    "returns observations that fit the observation space, each value a finite number",
  ),
  walked("reward", "rewards", "gives finite rewards within the declared range"),
  walked("ending", "endings", "truncates at the time limit and at no other step, and never also terminates"),
  walked("info", "info", "gives facts beside the observation that are finite numbers"),
  {
    id: "after-the-end",
    title: "asks for a reset after the end of an episode, and then starts anew",
    run: (context) =>
      withEnv(context, (env) => {
        if (!runToTheEnd(env)) return;
        mustRefuse("step after the end of an episode", ["StateError"], () => env.step(idleAction(env.actionSpace)));
        const ended = env.snapshot();
        env.reset({ seed: 0 });
        env.step(idleAction(env.actionSpace));
        env.restore(ended);
        mustRefuse("step after restoring the end of an episode", ["StateError"], () =>
          env.step(idleAction(env.actionSpace)),
        );
      }),
  },
];

function walked(topic: WalkTopic, id: string, title: string): ConformanceCheck {
  return {
    id,
    title,
    async run(context: EnvContext) {
      const fault = (await context.walk()).faults.get(topic);
      if (fault !== undefined) finding(fault);
    },
  };
}

/** Whether the end came: longer episodes than any scenario's are left alone. */
function runToTheEnd(env: Env): boolean {
  env.reset({ seed: 0 });
  const action = idleAction(env.actionSpace);
  for (let step = 1; step <= LONGEST_EPISODE; step++) {
    const { terminated, truncated } = env.step(action);
    if (terminated || truncated) return true;
  }
  if (env.maxSteps > LONGEST_EPISODE) return false;
  throw new StateError(`an episode must end within ${env.maxSteps} steps, ran for ${LONGEST_EPISODE}`);
}
