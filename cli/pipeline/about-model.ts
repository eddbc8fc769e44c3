/** What a model's card says of how it came about: versions, training data, scores on held-out data, limits. */
import { meanAndStd } from "../../agents/index.ts";
import { type DatasetEntry, episodesHash, openDataset, type Scenario } from "../../sim/index.ts";
import {
  type AboutModel,
  type Behaviour,
  type Controller,
  type FactorRange,
  measureModel,
  type WorldModel,
} from "../../worldmodel/index.ts";
import { DATASET } from "./collect.ts";
import { type PipelineContext, rngFor } from "./context.ts";
import { heldOutSamples } from "./held-out-samples.ts";
import { versionsInUse } from "./versions.ts";

export interface EvolvedModel {
  readonly model: WorldModel;
  readonly controller: Controller;
  /** Control steps in the true scenario in which candidates for C were scored. */
  readonly controllerSteps: number;
}

export async function aboutModel(
  context: PipelineContext,
  { model, controller, controllerSteps }: EvolvedModel,
): Promise<Omit<AboutModel, "metrics">> {
  const { config, folder, scenario } = context;
  const { entries, steps } = await openDataset(folder.file(DATASET), { scenarioHash: config.scenarioHash });
  return {
    versions: await versionsInUse(),
    trainedOn: {
      datasetHash: episodesHash(entries),
      episodes: entries.length,
      environmentSteps: steps,
      controllerSteps,
      behaviours: behavioursOf(entries),
      rounds: config.settings.collection.rounds,
    },
    scores: {
      heldOut: await measureModel(model, controller, {
        ...(await heldOutSamples(context, model.config)),
        rng: rngFor(config, "held-out scores"),
      }),
      returns: [],
    },
    limits: {
      episodeSteps: Math.max(...entries.map((entry) => entry.steps)),
      factors: factorsOf(scenario, entries),
      validPrediction: null,
    },
  };
}

function behavioursOf(entries: readonly DatasetEntry[]): readonly Behaviour[] {
  return [...new Set(entries.map(({ agent }) => agent))].map((agent) => {
    const own = entries.filter((entry) => entry.agent === agent);
    return {
      agent,
      episodes: own.length,
      environmentSteps: own.reduce((sum, { steps }) => sum + steps, 0),
      returnMean: meanAndStd(own.map((entry) => entry.return)).mean,
    };
  });
}

/** Where an episode does not set or draw a factor, the nominal value holds. */
function factorsOf(scenario: Scenario, entries: readonly DatasetEntry[]): Readonly<Record<string, FactorRange>> {
  const ranges = Object.entries(scenario.factors).map(([name, { nominal, unit }]) => {
    const values = entries.flatMap(({ options }) => options[name] ?? nominal);
    return [name, { low: Math.min(...values), high: Math.max(...values), unit }] as const;
  });
  return Object.fromEntries(ranges);
}
