/** Options with which a command line settles how a planner plans. Loads nothing. */
import type { PlannerName, PlannerPresetName } from "../../agents/index.ts";
import { UsageError } from "../../sim/core/errors.ts";
import { NUMBER, type OptionSpec, optionalChoice } from "../option.ts";

/** What is to be other than in the run's configuration. */
export interface PlannerChanges {
  readonly planner: PlannerPresetName | undefined;
  readonly set: Readonly<Record<string, number | boolean | string>> | undefined;
}

/** What planners are called where people read. */
export const PLANNER_LABELS: Readonly<Record<PlannerName, string>> = { cem: "CEM", icem: "iCEM", mppi: "MPPI" };

/** The agent that each preset is of. */
export const AGENT_OF_PRESET: Readonly<Record<PlannerPresetName, PlannerName>> = {
  pets: "cem",
  tdmpc2: "mppi",
  planet: "cem",
  icem: "icem",
};

/** `--agent mppi`, where nobody but a planner can be meant. */
export const plannerAgent: OptionSpec<PlannerName | undefined> = optionalChoice(
  "--agent <name>",
  "who plans; the run's own planner, or the preset's, unless given",
  Object.keys(PLANNER_LABELS) as PlannerName[],
);

/** `--planner pets` */
export const plannerPreset: OptionSpec<PlannerPresetName | undefined> = optionalChoice(
  "--planner <preset>",
  "published settings for the planner; the run's own unless given",
  Object.keys(AGENT_OF_PRESET) as PlannerPresetName[],
);

/** `--set horizon=20`, as often as there are settings to change. Their names and values are checked by the planner. */
export const plannerSetting: OptionSpec<PlannerChanges["set"]> = {
  flags: "--set <name=value>",
  help: "one setting of the planner, such as horizon=20; may be given again",
  fallback: undefined,
  parse: (text: string, before?: PlannerChanges["set"]) => {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw new UsageError(`--set must be name=value, got ${JSON.stringify(text)}`);
    if (before !== undefined && name in before)
      throw new UsageError(`--set must set ${name} once, got it again: ${JSON.stringify(text)}`);
    return { ...before, [name]: settingOf(value) };
  },
};

function settingOf(text: string): number | boolean | string {
  if (NUMBER.test(text)) return Number(text);
  return text === "true" || text === "false" ? text === "true" : text;
}
