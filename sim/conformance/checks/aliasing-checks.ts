/** What is handed over belongs to the receiver, and what was received stays the giver's. */
import type { Observation } from "../../core/space.ts";
import type { ConformanceCheck } from "../conformance-types.ts";
import { differenceOf, mustEqualTrace, traceEpisode } from "../episode-trace.ts";
import { finding } from "../finding.ts";
import { randomActions } from "../random-actions.ts";
import { withEnv } from "../with-env.ts";

const STEPS = 30;

export const aliasingChecks: readonly ConformanceCheck[] = [
  {
    id: "observations-are-kept",
    title: "never writes again to an observation that it has returned",
    run: (context) =>
      withEnv(context, (env) => {
        const kept: { readonly when: string; readonly live: Observation; readonly copy: Observation }[] = [];
        const keep = (when: string, live: Observation): void => {
          kept.push({ when, live, copy: structuredClone(live) });
        };
        keep("the reset", env.reset({ seed: 4 }).observation);
        const saved = env.snapshot();
        const next = randomActions(env.actionSpace, 3);
        for (let step = 1; step <= STEPS; step++) {
          const { observation, terminated, truncated } = env.step(next());
          keep(`step ${step}`, observation);
          if (terminated || truncated) break;
        }
        keep("the restore", env.restore(saved).observation);
        keep("the second reset", env.reset({ seed: 5 }).observation);
        env.step(next());
        for (const { when, live, copy } of kept) {
          const fault = differenceOf(
            env.observationSpace,
            { observation: copy, info: {} },
            { observation: live, info: {} },
          );
          if (fault !== undefined) finding(`the observation of ${when} was written again: ${fault}`);
        }
        const arrays = kept.flatMap(({ live }) => Object.values(live));
        if (new Set(arrays).size !== arrays.length)
          finding("each observation must be an array of its own, two share one");
      }),
  },
  {
    id: "observations-are-given",
    title: "does not change when a caller writes to what it was given, or to the action that it gave",
    run: (context) =>
      withEnv(context, (env) => {
        const untouched = traceEpisode(env, { seed: 7, steps: STEPS });
        const spoilt = traceEpisode(env, {
          seed: 7,
          steps: STEPS,
          between: ({ observation }) => {
            for (const values of Object.values(observation)) values.fill(77);
          },
        });
        mustEqualTrace("after writing to observations", env.observationSpace, untouched, spoilt);
        const next = randomActions(env.actionSpace, 7);
        const moments = [structuredClone(env.reset({ seed: 7 }))];
        for (let step = 1; step < untouched.moments.length; step++) {
          const action = next();
          moments.push(structuredClone(env.step(action)));
          action.fill(0);
        }
        mustEqualTrace("after writing to actions", env.observationSpace, untouched, { moments });
      }),
  },
];
