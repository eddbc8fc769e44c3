/** Searches for controllers in a run's dream at temperatures other than its own. */
import type { Scenario } from "../../sim/index.ts";
import type { Controller, WorldModel } from "../../worldmodel/index.ts";
import type { PipelineContext } from "../pipeline/context.ts";
import { SEARCHES, searchBudget } from "../pipeline/controls.ts";
import { evolveController } from "../pipeline/evolve.ts";
import { openMetricLog } from "../pipeline/metric-log.ts";
import type { Reporter } from "../pipeline/reporter.ts";
import type { RunConfig } from "../pipeline/run-config.ts";
import { type RunFolder, runFolder } from "../pipeline/run-folder.ts";
import type { Progress } from "../progress.ts";
import { SWEEP_FOLDER } from "./sweep-report.ts";

export interface DreamSearchOptions {
  readonly folder: RunFolder;
  readonly config: RunConfig;
  readonly scenario: Scenario;
  readonly model: WorldModel;
  /** Of the model: searches in another one begin anew. */
  readonly modelId: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Finds the controller of a temperature, or goes on to it from the last generation that was stored. */
export type DreamSearch = (temperature: number, repetition: number) => Promise<Controller>;

/**
 * Everything but τ is as in the search for the run's own controller where it evolves in dreams: the budget, the starts in the first
 * repetition, and the settings. Further repetitions meet other starts and noise.
 */
export async function openDreamSearch(options: DreamSearchOptions): Promise<DreamSearch> {
  const { folder, config, scenario, model, modelId, progress, signal } = options;
  const log = await openMetricLog(runFolder(folder.file(SWEEP_FOLDER)));
  const { settings } = config;
  const { collection, controller } = settings;
  const generations = searchBudget(settings);
  const gatheredIn = collection.explorationEpisodes + collection.rounds * collection.episodesPerRound;
  return async (temperature, repetition) => {
    const context: PipelineContext = {
      ...{ folder, scenario, signal, reporter: reporterTo(progress) },
      config: { ...config, settings: { ...settings, controller: { ...controller, evolveIn: "dream", temperature } } },
    };
    const { stage } = SEARCHES.learned;
    progress.start(`evolve at temperature ${temperature}${repetition === 0 ? "" : `, again (${repetition})`}`, 1);
    const found = await evolveController(
      context,
      {
        ...{ model, dynamics: "learned", generations, episodes: gatheredIn },
        stage: `${stage}-${modelId.slice(0, 8)}-${temperature}-${repetition}`,
        draws: repetition === 0 ? stage : `${stage} again ${repetition}`,
      },
      log,
    );
    progress.finish();
    return found.controller;
  };
}

function reporterTo(progress: Progress): Reporter {
  const nothing = (): void => undefined;
  return {
    ...{ stage: nothing, stageFinished: nothing, metric: nothing, footage: nothing },
    progress: (_stage, fraction, detail) => progress.update(fraction, detail),
    note: progress.note,
  };
}
