/** What a reset asked for, checked and drawn. */
import type { ResetOptions } from "./core/env.ts";
import { SpecError } from "./core/errors.ts";
import type { Rng } from "./core/rng.ts";
import type { ResetOptionSpec, Scenario } from "./scenario-types.ts";
import type { Factors } from "./task-types.ts";

export interface ResolvedOptions {
  /** Every factor: set, drawn or nominal. */
  readonly factors: Factors;
  /** The start values that were asked for. */
  readonly start: Readonly<Record<string, number>>;
}

/**
 * Draws ranges, each from a stream of its own name, so that one option never changes another. A SpecError for an unknown option
 * and for one outside what the scenario declares.
 */
export function resolveOptions(scenario: Scenario, options: ResetOptions, rng: Rng): ResolvedOptions {
  const factors: Record<string, number> = {};
  for (const [name, { nominal }] of Object.entries(scenario.factors)) factors[name] = nominal;
  const start: Record<string, number> = {};
  for (const [name, asked] of Object.entries(options)) {
    const factor = scenario.factors[name];
    const spec = factor ?? scenario.resetOptions[name];
    if (!spec) {
      const known = [...Object.keys(scenario.resetOptions), ...Object.keys(scenario.factors)].join(", ") || "none";
      throw new SpecError(`${scenario.id}: reset option must be one of ${known}, got "${name}"`);
    }
    const value = typeof asked === "number" ? asked : drawn(scenario, name, asked, rng);
    requireWithin(scenario, name, spec, value);
    (factor ? factors : start)[name] = value;
  }
  return { factors, start };
}

function drawn(scenario: Scenario, name: string, range: readonly [number, number], rng: Rng): number {
  if (!Array.isArray(range) || range.length !== 2) {
    throw new SpecError(
      `${scenario.id}: reset option ${name} must be a number or a range [low, high], got ${JSON.stringify(range)}`,
    );
  }
  const [low, high] = range;
  const spec = (scenario.factors[name] ?? scenario.resetOptions[name]) as ResetOptionSpec;
  requireWithin(scenario, name, spec, low);
  requireWithin(scenario, name, spec, high);
  if (low > high)
    throw new SpecError(`${scenario.id}: reset option ${name} must be a range low to high, got ${low} to ${high}`);
  return low + (high - low) * rng.split(name).uniform();
}

function requireWithin(scenario: Scenario, name: string, spec: ResetOptionSpec, value: number): void {
  if (value >= spec.low && value <= spec.high) return;
  const unit = spec.unit === "1" ? "" : ` ${spec.unit}`;
  throw new SpecError(`${scenario.id}: reset option ${name} must be ${spec.low} to ${spec.high}${unit}, got ${value}`);
}
