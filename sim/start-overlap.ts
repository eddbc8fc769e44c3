/** Bodies that start inside one another: physics would throw them apart, and the episode would not be the one that was meant. */
import { SpecError } from "./core/errors.ts";
import type { Engine } from "./physics/engine.ts";
import type { Scenario } from "./scenario-types.ts";

/** What resting contact and rounded numbers need, m. */
const TOLERATED_METRES = 0.005;

/** In words which two bodies are inside one another; `undefined` where none are. */
export function overlapFault(scenario: Scenario, engine: Engine): string | undefined {
  const overlap = engine.deepestOverlap();
  if (overlap === null || overlap.depth <= TOLERATED_METRES) return undefined;
  const [one, other] = overlap.bodies.map((body) => scenario.bodies[body]?.name);
  return `bodies must not overlap by more than ${TOLERATED_METRES} m, ${one} and ${other} do by ${overlap.depth.toFixed(3)} m; apart, or one with "solid: false"?`;
}

/** A SpecError where bodies overlap. */
export function requireApart(scenario: Scenario, engine: Engine): void {
  const fault = overlapFault(scenario, engine);
  if (fault !== undefined) throw new SpecError(`scenario ${scenario.id}: start: ${fault}`);
}
