/** A scenario's declaration again, to declare another like it. */
import type { Scenario, ScenarioSpec } from "../../sim/index.ts";

/** Everything that was declared, completed by its defaults; what was derived from it is left out. */
export function specOf(scenario: Scenario): ScenarioSpec {
  const {
    observationSpace: _o,
    actionSpace: _a,
    scene: _s,
    mechanism: _m,
    build: _b,
    declared: _d,
    solverIterations,
    ...spec
  } = scenario;
  return spec.physics === "bodies" ? { ...spec, solverIterations } : spec;
}
