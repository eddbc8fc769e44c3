/** The planner that a command line asks for in place of a run's own. */
import { isDeepStrictEqual } from "node:util";
import { createPlanner, type MctsOptions, mctsOptions, PLANNER_PRESETS, type Planner } from "../../agents/index.ts";
import { UsageError } from "../../sim/index.ts";
import type { Casting } from "./casting.ts";
import { plannerSettings } from "./planner-settings.ts";
import { AGENT_OF_PRESET, type PlannerChanges } from "./planner-words.ts";
import type { RunConfig } from "./run-config.ts";

/** A planner of the command line with complete and checked options: plain data. */
export type ChosenPlanner = Planner | { readonly name: "mcts"; readonly options: MctsOptions };

/**
 * Undefined where nothing is asked for, or what the run does anyway: such scores are the run's. A UsageError where the agent is no
 * planner or the preset another one's, a SpecError where an option is unknown or its value wrong.
 */
export function chosenPlanner(
  { agent, dynamics }: Casting,
  changes: PlannerChanges,
  run: Pick<RunConfig, "modality" | "settings"> | undefined,
): ChosenPlanner | undefined {
  if (changes.planner === undefined && changes.set === undefined) return undefined;
  const own = plannerSettings(dynamics, run);
  if (!isKeyOf(own, agent)) {
    const names = Object.keys(own).join(", ");
    throw new UsageError(`--planner and --set are of planners: --agent must be one of ${names}, got ${agent}`);
  }
  const chosen = complete(agent, changedOptions(agent, own[agent], changes));
  return isDeepStrictEqual(chosen, complete(agent, own[agent])) ? undefined : chosen;
}

/** A planner's `own` options, or the preset's, with those that are set: not checked yet. A UsageError where the preset is another one's. */
export function changedOptions(agent: string, own: object, { planner: preset, set }: PlannerChanges): object {
  if (preset && AGENT_OF_PRESET[preset] !== agent)
    throw new UsageError(`--planner ${preset} must go with --agent ${AGENT_OF_PRESET[preset]}, got --agent ${agent}`);
  return { ...(preset ? PLANNER_PRESETS[preset].options : own), ...set };
}

function complete(name: ChosenPlanner["name"], options: object): ChosenPlanner {
  return name === "mcts" ? { name, options: mctsOptions(options) } : createPlanner(name, options);
}

function isKeyOf<T extends object>(record: T, key: string): key is keyof T & string {
  return key in record;
}
