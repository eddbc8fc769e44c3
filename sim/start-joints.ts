/** Draws the joints of a new episode, and checks what the scenario returns. */
import type { ResetOptions } from "./core/env.ts";
import { SpecError } from "./core/errors.ts";
import type { Rng } from "./core/rng.ts";
import type { Scenario } from "./scenario-types.ts";

/** A SpecError for an unknown or impossible reset option, and for a start that is not J finite numbers each. */
export function startJoints(
  scenario: Scenario,
  rng: Rng,
  options: ResetOptions,
): { readonly positions: Float64Array; readonly velocities: Float64Array } {
  for (const [name, value] of Object.entries(options)) {
    const spec = scenario.resetOptions[name];
    if (!spec) {
      const known = Object.keys(scenario.resetOptions).join(", ") || "none";
      throw new SpecError(`${scenario.id}: reset option must be one of ${known}, got "${name}"`);
    }
    if (!(value >= spec.low && value <= spec.high)) {
      const unit = spec.unit === "1" ? "" : ` ${spec.unit}`;
      throw new SpecError(
        `${scenario.id}: reset option ${name} must be ${spec.low} to ${spec.high}${unit}, got ${value}`,
      );
    }
  }
  const start = scenario.start(rng, options);
  return {
    positions: checked(scenario, "positions", start.positions),
    velocities: checked(scenario, "velocities", start.velocities),
  };
}

function checked(scenario: Scenario, field: string, values: ArrayLike<number>): Float64Array {
  const count = scenario.mechanism.links.length;
  if (values.length !== count || !Array.from(values).every(Number.isFinite)) {
    throw new SpecError(
      `scenario ${scenario.id}: start: ${field} must be ${count} finite numbers, got [${Array.from(values)}]`,
    );
  }
  return Float64Array.from(values);
}
