/** Public names of the conformance suite. */
export { allocatedBytes } from "./allocated-memory.ts";
export {
  type CheckResult,
  type Conformance,
  type ConformanceOptions,
  checkConformance,
  checkEnvConformance,
  conformanceChecks,
  envChecks,
  envContext,
  scenarioChecks,
  scenarioContext,
} from "./check-conformance.ts";
export type { ConformanceCheck, EnvContext, ScenarioContext } from "./conformance-types.ts";
