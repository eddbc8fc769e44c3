/** A run so small that it trains in seconds: for tests of what a run goes through, not of what it learns. */
import type { RoundPlan } from "../../cli/pipeline/pipeline.ts";
import { PRESETS } from "../../cli/pipeline/presets/state.ts";
import type { LearnedVaeSettings, RunConfig } from "../../cli/pipeline/run-config.ts";
import { createRun } from "../../cli/pipeline/run-folder.ts";
import { loadScenario } from "../../scenarios/index.ts";
import { scenarioHash } from "../../sim/index.ts";
import { OPTIMISER_DEFAULTS } from "../../worldmodel/index.ts";

const SCHEDULE = { steps: 60, learningRate: { start: 1e-3, end: 1e-4 } };
export const TINY_VAE: LearnedVaeSettings = {
  kind: "learned",
  latents: 4,
  networks: { kind: "perceptron", hidden: [16] },
  reconstructionStd: 0.02,
  divergenceTolerance: 0,
  batch: 32,
  optimiser: OPTIMISER_DEFAULTS,
  first: SCHEDULE,
  further: SCHEDULE,
  heldOut: { every: 50, batches: 4, patience: null },
};
/** The stages of a tiny run. */
export const TINY_PLAN: RoundPlan = {
  collection: { rounds: 1, gatherer: "icem" },
  vae: TINY_VAE,
  actor: { schedule: { steps: 20 }, everyRound: false },
};
const { fast } = PRESETS;

export interface TinyRunOptions {
  /** Built-in id, or absolute path of a scenario file. */
  readonly scenario?: string;
  /** The last word on the configuration. */
  readonly change?: (config: RunConfig) => RunConfig;
}

/** Changes a tiny run to one on pixels, gathered by C. */
export function tinyPixels(config: RunConfig): RunConfig {
  const few = { ...SCHEDULE, steps: 20 };
  const { settings } = config;
  return {
    ...config,
    modality: "pixels",
    settings: {
      ...settings,
      actionRepeat: 4,
      collection: { ...settings.collection, gatherer: "controller" },
      vae: {
        ...TINY_VAE,
        networks: { kind: "convolutional", channels: [4, 8, 8, 16] },
        batch: 8,
        first: few,
        further: few,
      },
      rnn: { ...settings.rnn, headUnits: 0 },
    },
  };
}

/** Makes the folder of a run that has not begun; `craik train --resume` begins it. */
export async function createTinyRun(
  path: string,
  { scenario = "cartpole-swingup", change = (config) => config }: TinyRunOptions = {},
): Promise<RunConfig> {
  const few = { candidates: 6, elites: 2, horizon: 4, iterations: 1, bootstrap: "none" } as const;
  const { cem, icem, mppi } = fast.planners;
  const planners = {
    cem: { ...cem, ...few },
    icem: { ...icem, ...few },
    mppi: { ...mppi, ...few, policyTrajectories: 2 },
  };
  const config = change({
    version: 1,
    scenario,
    scenarioHash: await scenarioHash(await loadScenario(scenario)),
    seed: 3,
    preset: "fast",
    modality: "state",
    device: "cpu",
    deviceReason: "asked for",
    threads: 1,
    settings: {
      ...fast,
      collection: {
        ...fast.collection,
        ...TINY_PLAN.collection,
        explorationEpisodes: 3,
        heldOutEpisodes: 1,
        episodesPerRound: 2,
      },
      vae: TINY_VAE,
      rnn: { ...fast.rnn, hidden: 16, headUnits: 16, batch: 8, steps: 8, first: SCHEDULE, further: SCHEDULE },
      planners,
      oraclePlanners: planners,
      mcts: { ...fast.mcts, simulations: 6, horizon: 4 },
      actor: {
        ...fast.actor,
        ...{ hidden: [8], batch: 4, horizon: 3 },
        schedule: { ...SCHEDULE, ...TINY_PLAN.actor.schedule },
        everyRound: TINY_PLAN.actor.everyRound,
      },
      controller: { ...fast.controller, population: 4, rollouts: 2, generations: 8, roundGenerations: 4 },
      checkpointEvery: 10,
    },
  });
  await createRun(path, config);
  return config;
}
