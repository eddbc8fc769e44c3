/** The planner that a command line asks for in place of a run's own. */
import { isDeepStrictEqual } from "node:util";
import { createPlanner, PLANNER_PRESETS, type Planner, type PlannerOptions } from "../../agents/index.ts";
import { UsageError } from "../../sim/index.ts";
import type { Casting } from "./casting.ts";
import { AGENT_OF_PRESET, type PlannerChanges } from "./planner-words.ts";
import type { Settings } from "./run-config.ts";

/**
 * Undefined where nothing is asked for, or what the run does anyway: such scores are the run's. A UsageError where the agent is no
 * planner or the preset another one's, a SpecError where an option is unknown or its value wrong.
 */
export function chosenPlanner(
  { agent, dynamics }: Casting,
  { planner: preset, set }: PlannerChanges,
  settings: Settings,
): Planner | undefined {
  if (preset === undefined && set === undefined) return undefined;
  const own: PlannerOptions = dynamics === "true" ? settings.oraclePlanners : settings.planners;
  if (!isPlanner(agent, own)) {
    const names = Object.keys(own).join(", ");
    throw new UsageError(`--planner and --set are of planners: --agent must be one of ${names}, got ${agent}`);
  }
  if (preset && AGENT_OF_PRESET[preset] !== agent)
    throw new UsageError(`--planner ${preset} must go with --agent ${AGENT_OF_PRESET[preset]}, got --agent ${agent}`);
  const chosen = createPlanner(agent, { ...(preset ? PLANNER_PRESETS[preset].options : own[agent]), ...set });
  return isDeepStrictEqual(chosen, createPlanner(agent, own[agent])) ? undefined : chosen;
}

function isPlanner(agent: string, planners: PlannerOptions): agent is keyof PlannerOptions {
  return agent in planners;
}
