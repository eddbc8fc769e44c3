/** Compares a run's model with the physics of its scenario. */
import {
  compareDynamics,
  constantVelocity,
  lastValue,
  meanPredictor,
  modelPredictor,
  type Predictor,
  physicsReplay,
  VALIDITY_THRESHOLD,
} from "../../agents/index.ts";
import { createEnv, createRng, UsageError } from "../../sim/index.ts";
import { LearnedDynamics, loadTrainedModel, MODEL_CARD, MODEL_FOLDER } from "../../worldmodel/index.ts";
import { actingOptions } from "../pipeline/context.ts";
import { untrainedModel } from "../pipeline/controls.ts";
import { requireSameScenario } from "../pipeline/require-same-scenario.ts";
import { openRun } from "../pipeline/run-folder.ts";
import { readReturns } from "../pipeline/score-run.ts";
import type { Progress } from "../progress.ts";
import { STRIPS } from "../strips/strip-layout.ts";
import { loadWatched } from "../watchdog/load-watched.ts";
import { type ComparisonReport, PREDICTORS } from "./comparison-report.ts";
import { BEHAVIOURS, gatherEpisodes } from "./gather-episodes.ts";
import { trainingSpread } from "./training-spread.ts";

export interface CompareRunOptions {
  /** Of each behaviour. */
  readonly episodes: number;
  readonly seed: number;
  /** Decisions to predict; the planner's horizon unless given. */
  readonly horizon?: number | undefined;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Time that h has to gather what came before, and how often an episode is taken as a start. */
const BURN_IN_SECS = 1;
/** Farther than planners with a critic look, as far as those without one do. */
const HORIZON = 30;
const POINTS_PER_EPISODE = 64;

/** Throws a UsageError when there is no run, it has no model or a model of pixels, a SpecError when the scenario is not the run's or a file is damaged. */
export async function compareRun(path: string, options: CompareRunOptions): Promise<ComparisonReport> {
  const { seed, progress, signal } = options;
  const run = await openRun(path);
  const { folder, config } = run;
  if (config.modality !== "state")
    throw new UsageError(
      `${path}: compare needs a model of the state, and this one is of ${config.modality}; its errors on held-out episodes are in ${folder.file(MODEL_FOLDER, MODEL_CARD)}, pictures of its dreams in ${folder.file(STRIPS)}`,
    );
  const scenario = await loadWatched(config.scenario);
  await requireSameScenario(config.scenarioHash, scenario, path);
  const { model, card } = await loadTrainedModel(folder.path);
  const quantities = await trainingSpread(folder, model.config);
  const { actionRepeat, modality, controlStepSecs } = model.config;
  const horizon = options.horizon ?? HORIZON;
  const decisionSecs = controlStepSecs * actionRepeat;
  const burnIn = Math.max(2, Math.round(BURN_IN_SECS / decisionSecs));
  const rng = createRng(seed).split("compare");

  const env = await createEnv(scenario);
  const dynamics = new LearnedDynamics(model, actingOptions(config.threads));
  const untrained = new LearnedDynamics(untrainedModel(config, model), actingOptions(config.threads));
  try {
    const total = options.episodes * Object.keys(BEHAVIOURS).length;
    progress.start("gather unseen episodes", total);
    const onGathered = (done: number): void => progress.update(done, `episode ${done} of ${total}`);
    const episodes = await gatherEpisodes({ ...options, run, scenario, env, dynamics, onEpisode: onGathered });
    progress.finish();
    const predictors: Readonly<Record<keyof typeof PREDICTORS, Predictor>> = {
      model: modelPredictor("model", dynamics),
      untrained: modelPredictor("untrained", untrained),
      lastValue,
      constantVelocity,
      mean: meanPredictor(quantities.map(({ mean }) => mean)),
      physics: physicsReplay,
    };
    progress.start("compare", episodes.length);
    const comparison = await compareDynamics(env, episodes, Object.values(predictors), {
      actionRepeat,
      modality,
      quantities,
      horizon,
      burnIn,
      pointsPerEpisode: POINTS_PER_EPISODE,
      rng,
      signal,
      onEpisode: (done) => progress.update(done),
    });
    progress.finish();
    return {
      format: "craik-comparison",
      version: 1,
      run: path,
      scenario: scenario.id,
      scenarioHash: config.scenarioHash,
      seed,
      method: {
        actionRepeat,
        decisionSecs,
        horizonDecisions: horizon,
        horizonSecs: horizon * decisionSecs,
        burnInDecisions: burnIn,
        pointsPerEpisode: POINTS_PER_EPISODE,
        validityThreshold: VALIDITY_THRESHOLD,
      },
      model: {
        trainedOn: card.trainedOn,
        preset: config.preset,
        seed: config.seed,
        device: config.device,
        threads: config.threads,
        settings: config.settings,
        returns: await readReturns(folder),
      },
      predictors: Object.entries(PREDICTORS).map(([name, about]) => ({ name, ...about })),
      quantities,
      episodes: episodes.map(({ behaviour, episode }) => ({
        behaviour,
        agent: episode.agent,
        seed: episode.seed,
        steps: episode.steps,
        return: episode.rewards.reduce((sum, reward) => sum + reward, 0),
      })),
      behaviourDescriptions: BEHAVIOURS,
      ...comparison,
    };
  } finally {
    env.close();
    await dynamics.dispose();
    await untrained.dispose();
  }
}
