/** What a scenario builds from an episode's factors. */
import type { Build, Scenario } from "./scenario-types.ts";
import type { Factors } from "./task-types.ts";

/** Builds for sets of factors; the last one is kept, as episodes often share it. */
export function createBuilds(scenario: Scenario): (factors: Factors) => Build {
  const names = Object.keys(scenario.factors);
  const nominal = names.map((name) => scenario.factors[name]!.nominal).join();
  let key = nominal;
  let build: Build = scenario;
  return (factors) => {
    const wanted = names.map((name) => factors[name]).join();
    if (wanted === key) return build;
    const made = wanted === nominal ? scenario : scenario.build(factors);
    // Not before it is made: a build that is refused is refused again.
    key = wanted;
    build = made;
    return build;
  };
}
