/** Reset options and factors: each holds at its ends, between them and when drawn, and is refused beyond. */
import type { Env, ResetOptions } from "../../core/env.ts";
import type { FactorSpec, ResetOptionSpec, Scenario } from "../../scenario-types.ts";
import type { ConformanceCheck, ScenarioContext } from "../conformance-types.ts";
import { mustEqualTrace, traceEpisode } from "../episode-trace.ts";
import { finding, mustRefuse } from "../finding.ts";
import { infoFault, observationFault } from "../observation-fault.ts";
import { withEnv, withTwoEnvs } from "../with-env.ts";
import { continuesFrom, saveAlong } from "./snapshot-checks.ts";

const STEPS = 100;

export const optionChecks: readonly ConformanceCheck<ScenarioContext>[] = [
  {
    id: "options",
    title: "runs with every reset option and factor at its ends, drawn from its range, and with all of them drawn",
    run: ({ scenario, ...context }) =>
      withEnv(context, (env) => {
        const declared = declaredOptions(scenario);
        for (const [name, { low, high }] of declared) {
          for (const value of [low, high, [low, high] as const]) runWith(env, context.rewardRange, { [name]: value });
        }
        const all = Object.fromEntries(declared.map(([name, { low, high }]) => [name, [low, high] as const]));
        for (let seed = 0; seed < 3; seed++) runWith(env, context.rewardRange, all, seed);
        const drawn = (): ReturnType<typeof traceEpisode> => traceEpisode(env, { seed: 1, steps: STEPS, options: all });
        mustEqualTrace("the same seed with all options drawn", env.observationSpace, drawn(), drawn());
      }),
  },
  {
    id: "wrong-options",
    title: "refuses values of reset options and factors beyond their range, and names them",
    run: ({ scenario, ...context }) =>
      withEnv(context, (env) => {
        for (const [name, { low, high }] of declaredOptions(scenario)) {
          const far = high - low + 1;
          const wrong: readonly (readonly [string, ResetOptions[string]])[] = [
            ["a value above its range", high + far],
            ["a value below its range", low - far],
            ["NaN", Number.NaN],
            ["a range that ends beyond", [low, high + far]],
            ["a range that begins beyond", [low - far, high]],
            ["a range from high to low", [high, low]],
          ];
          for (const [what, value] of wrong) {
            if (low === high && Array.isArray(value) && value[0] === value[1]) continue;
            mustRefuse(`${what} for ${name}`, ["SpecError"], () => env.reset({ options: { [name]: value } }), [name]);
          }
        }
      }),
  },
  {
    id: "nominal-factors",
    title: "is at its nominal factors unless told otherwise, also after episodes with others",
    run: ({ scenario, ...context }) =>
      withEnv(context, (env) => {
        const factors = Object.entries<FactorSpec>(scenario.factors);
        const plain = traceEpisode(env, { seed: 1, steps: STEPS });
        for (const [name, { low, high, nominal }] of factors) {
          for (const value of [low, high]) traceEpisode(env, { seed: 1, steps: 1, options: { [name]: value } });
          const again = traceEpisode(env, { seed: 1, steps: STEPS });
          mustEqualTrace(`without factors after an episode with another ${name}`, env.observationSpace, plain, again);
          const told = traceEpisode(env, { seed: 1, steps: STEPS, options: { [name]: nominal } });
          mustEqualTrace(`with ${name} at its nominal ${nominal}`, env.observationSpace, plain, told);
        }
      }),
  },
  {
    id: "factors-in-snapshots",
    title: "continues from a snapshot of an episode with other factors bit for bit, in another environment too",
    run: ({ scenario, ...context }) =>
      withTwoEnvs(context, (env, other) => {
        const factors = Object.entries<FactorSpec>(scenario.factors);
        const options = Object.fromEntries(factors.map(([name, { low, high }]) => [name, [low, high] as const]));
        other.reset({ seed: 5 });
        for (const saved of saveAlong(env, [0, 20], { options })) continuesFrom(saved, env, other);
      }),
  },
];

function declaredOptions(scenario: Scenario): readonly (readonly [string, ResetOptionSpec])[] {
  return [...Object.entries(scenario.resetOptions), ...Object.entries<FactorSpec>(scenario.factors)];
}

/** Some steps from a reset with these options, with everything that they return looked at. */
function runWith(env: Env, [low, high]: readonly [number, number], options: ResetOptions, seed = 0): void {
  const told = Object.entries(options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const what = `reset with ${told.join(", ") || "no options"}, seed ${seed}`;
  const between = (moment: { observation: object; info: object }, step: number): void => {
    const result = moment as ReturnType<Env["step"]>;
    const fault = observationFault(env.observationSpace, result.observation) ?? infoFault(result.info);
    if (fault !== undefined) finding(`${what}, step ${step}: ${fault}`);
    if (step > 0 && !(result.reward >= low && result.reward <= high)) {
      finding(`${what}, step ${step}: reward must be within [${low}, ${high}], got ${result.reward}`);
    }
  };
  try {
    traceEpisode(env, { seed, steps: STEPS, options, style: "held", between });
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    finding(told.startsWith(what) ? told : `${what}: ${told}`);
  }
}
