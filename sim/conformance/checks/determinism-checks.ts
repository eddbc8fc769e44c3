/** The same seed and actions give the same bits, whatever else happens. */
import type { Env } from "../../core/env.ts";
import type { ConformanceCheck } from "../conformance-types.ts";
import { mustEqualTrace, type Trace, traceEpisode } from "../episode-trace.ts";
import { finding, mustRefuse } from "../finding.ts";
import { randomActions } from "../random-actions.ts";
import { withEnv, withTwoEnvs } from "../with-env.ts";

const STEPS = 100;
/** Resets without a seed that are compared; so many equal starts are no coincidence. */
const STARTS = 8;

export const determinismChecks: readonly ConformanceCheck[] = [
  {
    id: "same-seed",
    title: "gives the same bytes for the same seed and actions, whatever ran before",
    run: (context) =>
      withEnv(context, (env) => {
        const first = traceEpisode(env, { seed: 5, steps: STEPS });
        traceEpisode(env, { seed: 6, steps: STEPS });
        env.reset();
        env.step(randomActions(env.actionSpace, 9)());
        const again = traceEpisode(env, { seed: 5, steps: STEPS });
        mustEqualTrace("seed 5 a second time", env.observationSpace, first, again);
      }),
  },
  {
    id: "another-environment",
    title: "gives the same bytes in another environment, also with both running side by side",
    run: (context) =>
      withTwoEnvs(context, (env, other) => {
        const alone = [11, 12].map((seed) => traceEpisode(env, { seed, steps: STEPS })) as [Trace, Trace];
        const aside = sideBySide(env, other);
        mustEqualTrace("seed 11 beside another environment", env.observationSpace, alone[0], aside[0]);
        mustEqualTrace("seed 12 in another environment", env.observationSpace, alone[1], aside[1]);
      }),
  },
  {
    id: "seeds",
    title: "goes on to new episodes when reset without a seed, the same ones after the same seed",
    run: (context) =>
      withEnv(context, (env) => {
        const seeded = Array.from({ length: STARTS }, (_, seed) => startOf(env, seed));
        env.reset({ seed: 2 });
        const unseeded = Array.from({ length: STARTS }, () => startOf(env));
        env.reset({ seed: 2 });
        for (const [i, start] of unseeded.entries()) {
          if (startOf(env) === start) continue;
          finding(
            `reset ${i + 1} without a seed after reset({ seed: 2 }): expected the start of the last time, got another`,
          );
        }
        const kinds = new Set(seeded).size;
        if (kinds > 1 && new Set(unseeded).size === 1) {
          finding(
            `${STARTS} resets without a seed: expected starts that differ, as those of seeds do, got the same ones`,
          );
        }
      }),
  },
  {
    id: "bad-seeds",
    title: "refuses seeds that are no integers from 0 to 2^53 − 1",
    run: (context) =>
      withEnv(context, (env) => {
        for (const seed of [-1, 1.5, Number.NaN, 2 ** 53]) {
          mustRefuse(`reset({ seed: ${seed} })`, ["SpecError"], () => env.reset({ seed }), [String(seed)]);
        }
      }),
  },
];

/** Two episodes, a step of the one and a step of the other in turn. */
function sideBySide(env: Env, other: Env): readonly [Trace, Trace] {
  const traces: [Trace, Trace] = [{ moments: [] }, { moments: [] }];
  const runs = ([env, other] as const).map((each, i) => {
    const seed = 11 + i;
    const moments = [structuredClone(each.reset({ seed }))];
    traces[i] = { moments };
    return { each, moments, next: randomActions(each.actionSpace, seed), running: true };
  });
  for (let step = 1; step <= STEPS; step++) {
    for (const run of runs) {
      if (!run.running) continue;
      const result = run.each.step(run.next());
      run.moments.push(structuredClone(result));
      run.running = !result.terminated && !result.truncated;
    }
  }
  return traces;
}

/** The bits of a start, as text: what is observed and where everything is. */
function startOf(env: Env, seed?: number): string {
  const { observation } = env.reset(seed === undefined ? {} : { seed });
  const poses = new Float32Array(env.scene.bodies.length * 7);
  env.posesInto(poses);
  return [...Object.values(observation), poses].map((values) => values.join(",")).join(";");
}
