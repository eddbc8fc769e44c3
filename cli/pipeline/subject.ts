/** What a command is about: a trained run, or a scenario without one. */

import { resolve } from "node:path";
import { builtinScenarios } from "../../scenarios/index.ts";
import type { Scenario } from "../../sim/index.ts";
import { loadTrainedModel } from "../../worldmodel/index.ts";
import { loadWatched } from "../watchdog/load-watched.ts";
import { requireSameScenario } from "./require-same-scenario.ts";
import type { RunConfig } from "./run-config.ts";
import { isRun, openRun, type RunFolder } from "./run-folder.ts";

export interface Subject {
  readonly scenario: Scenario;
  /** Built-in id, or absolute path of the scenario's file: what an engine thread loads. */
  readonly source: string;
  /** A finished run. */
  readonly run: { readonly folder: RunFolder; readonly config: RunConfig } | undefined;
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
  await loadTrainedModel(run.folder.path);
  return { scenario, source: run.config.scenario, run };
}
