/** A finished run's model as files for other tools, with a planner's decision and everything that is known of the model by now. */
import { createPlanner, exportPlanner, type Planner } from "../../agents/index.ts";
import { exportModel, loadTrainedModel } from "../../worldmodel/index.ts";
import { readValidity } from "../compare/read-validity.ts";
import type { ExportOptions } from "../exporters.ts";
import type { ExportFile } from "../write-export.ts";
import { planningAgent } from "./casting.ts";
import { changedOptions } from "./chosen-planner.ts";
import { heldOutSamples } from "./held-out-samples.ts";
import { plannerSettings } from "./planner-settings.ts";
import { AGENT_OF_PRESET } from "./planner-words.ts";
import type { RunConfig } from "./run-config.ts";
import { openRun } from "./run-folder.ts";
import { readReturns } from "./score-run.ts";

/** The card first. A UsageError when there is no finished run, a SpecError when a file of it is damaged or the model does not fit the planner. */
export async function exportRun(path: string, options: ExportOptions): Promise<readonly ExportFile[]> {
  const run = await openRun(path);
  const trained = await loadTrainedModel(run.folder.path);
  const files = await exportModel(trained, {
    planner: exportPlanner(trained.model, plannerOf(run.config, options)),
    ...(await heldOutSamples(run, trained.model.config)),
    precision: options.precision ?? "float32",
    returns: await readReturns(run.folder),
    validPrediction: await readValidity(run.folder),
  });
  return [...files].map(([name, bytes]) => ({ name, bytes }));
}

function plannerOf(config: RunConfig, options: ExportOptions): Planner {
  const name = options.agent ?? (options.planner ? AGENT_OF_PRESET[options.planner] : planningAgent(config.settings));
  return createPlanner(name, changedOptions(name, plannerSettings("learned", config)[name], options));
}
