/** A run goes on, and is judged, only with the scenario that it was made with. */
import { type Scenario, SpecError, scenarioHash } from "../../sim/index.ts";

/** Throws a SpecError when the scenario's hash is not the one that the run has stored. */
export async function requireSameScenario(expected: string, scenario: Scenario, run: string): Promise<void> {
  const found = await scenarioHash(scenario);
  if (found === expected) return;
  throw new SpecError(
    `${run}: scenario ${scenario.id} must have the hash ${expected.slice(0, 12)}… of the run, got ${found.slice(0, 12)}… (the scenario has changed since)`,
  );
}
