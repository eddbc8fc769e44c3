/** What a command is about: a trained run, or a scenario without one. */

import { resolve } from "node:path";
import { builtinScenarios } from "../../scenarios/index.ts";
import type { Scenario } from "../../sim/index.ts";
import { loadTrainedModel, type ModelCard } from "../../worldmodel/index.ts";
import { loadWatched } from "../watchdog/load-watched.ts";
import { requireSameScenario } from "./require-same-scenario.ts";
import { isRun, type OpenedRun, openRun } from "./run-folder.ts";

/** A finished run, and what its model says of itself. */
export interface FinishedRun extends OpenedRun {
  readonly card: ModelCard;
}

export interface Subject {
  readonly scenario: Scenario;
  /** Built-in id, or absolute path of the scenario's file: what an engine thread loads. */
  readonly source: string;
  readonly run: FinishedRun | undefined;
}

/** Throws a UsageError when it is neither, and when the run has no model yet; a SpecError when the run is damaged. */
export async function openSubject(runOrScenario: string): Promise<Subject> {
  if (!(await isRun(runOrScenario))) {
    const source = builtinScenarios.includes(runOrScenario) ? runOrScenario : resolve(runOrScenario);
    return { scenario: await loadWatched(runOrScenario), source, run: undefined };
  }
  const run = await openRun(runOrScenario);
  const scenario = await loadWatched(run.config.scenario);
  await requireSameScenario(run.config.scenarioHash, scenario, runOrScenario);
  const { card } = await loadTrainedModel(run.folder.path);
  return { scenario, source: run.config.scenario, run: { ...run, card } };
}
