/** Everything that a scenario can be observed by at once: its state, its picture, its sensors. */
import { createEnv } from "../../env.ts";
import { modalitiesOf } from "../../observer.ts";
import type { ConformanceCheck, ScenarioContext } from "../conformance-types.ts";
import { mustEqualTrace, traceEpisode } from "../episode-trace.ts";
import { finding } from "../finding.ts";
import { observationFault } from "../observation-fault.ts";
import { withTwoEnvs } from "../with-env.ts";
import { aliasingChecks } from "./aliasing-checks.ts";
import { declarationChecks } from "./declaration-checks.ts";
import { continuesFrom, saveAlong } from "./snapshot-checks.ts";

const STEPS = 20;

export const modalityChecks: readonly ConformanceCheck<ScenarioContext>[] = [
  {
    id: "pictures-and-sensors",
    title: "gives pictures and sensors within their spaces, the same bytes each time, in arrays of their own",
    async run({ scenario, ...context }) {
      const create = (): ReturnType<typeof createEnv> => createEnv(scenario, { observe: modalitiesOf(scenario) });
      for (const check of [...declarationChecks, ...aliasingChecks]) await check.run({ ...context, create });
      await withTwoEnvs({ create }, (env, other) => {
        const between = (
          { observation }: { observation: Parameters<typeof observationFault>[1] },
          step: number,
        ): void => {
          const fault = observationFault(env.observationSpace, observation);
          if (fault !== undefined) finding(`seed 1, step ${step}: ${fault}`);
        };
        const first = traceEpisode(env, { seed: 1, steps: STEPS, between });
        const second = traceEpisode(other, { seed: 1, steps: STEPS });
        mustEqualTrace("the same seed in another environment", env.observationSpace, first, second);
        for (const saved of saveAlong(env, [STEPS])) continuesFrom(saved, env, other);
      });
    },
  },
];
