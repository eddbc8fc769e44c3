/** Measures predictors against the physics on given episodes. */
import { type Env, type Episode, type Rng, SpecError } from "../../sim/core/index.ts";
import { toDecisions } from "../../worldmodel/index.ts";
import { byBehaviour, type EpisodeErrors, episodeErrors } from "./episode-errors.ts";
import type { Prediction, Predictor } from "./predictor.ts";
import { type StartingPointOptions, startingPoints } from "./starting-points.ts";
import { type Quantity, type Summary, summarise } from "./summarise.ts";
import { trueFutures } from "./true-futures.ts";
import { VALIDITY_THRESHOLD } from "./valid-prediction.ts";

/** An episode that no predictor has learned from. */
export interface UnseenEpisode {
  /** Who acted, such as `exploration`: results are given for each behaviour. */
  readonly behaviour: string;
  readonly episode: Episode;
}

export interface ComparisonOptions extends StartingPointOptions {
  /** Control steps for which each decision's action is held. */
  readonly actionRepeat: number;
  /** The modality whose elements are compared. */
  readonly modality: string;
  /** Observed elements, then the reward, with their spread in the training data. */
  readonly quantities: readonly Quantity[];
  /** Of the bootstrap. */
  readonly rng: Rng;
  /** Called after each episode. */
  readonly onEpisode?: (done: number) => void;
  readonly signal?: AbortSignal;
}

export interface Comparison {
  readonly overall: Summary;
  readonly behaviours: Readonly<Record<string, Summary>>;
}

/**
 * From starting points spread over each episode, physics restored from a snapshot there and every predictor go the same way: the
 * first predictor is the subject, the others stand beside it. A SpecError when no episode is long enough for a starting point.
 *
 * ```ts
 * const { overall } = await compareDynamics(env, episodes, [modelPredictor("model", learned), lastValue], options);
 * overall.validPrediction["model"]?.secs;
 * ```
 */
export async function compareDynamics(
  env: Env,
  episodes: readonly UnseenEpisode[],
  predictors: readonly Predictor[],
  options: ComparisonOptions,
): Promise<Comparison> {
  const { actionRepeat, burnIn, horizon, modality, quantities, rng, signal } = options;
  const subject = predictors[0]?.name;
  if (subject === undefined) throw new SpecError("compareDynamics: predictors must be at least one, got none");
  const std = quantities.slice(0, -1).map((quantity) => quantity.std);
  const measured: EpisodeErrors[] = [];
  for (const [index, { behaviour, episode }] of episodes.entries()) {
    signal?.throwIfAborted();
    const sequence = toDecisions(episode, actionRepeat, modality);
    const starts = startingPoints(sequence, options);
    if (starts.length > 0) {
      const truth = trueFutures({ env, episode, sequence, modality, actionRepeat, starts, horizon });
      const predictions = new Map<string, Prediction>();
      for (const { name, predict } of predictors) predictions.set(name, await predict(sequence, starts, horizon));
      const threshold = VALIDITY_THRESHOLD;
      measured.push(episodeErrors({ behaviour, horizon, std, threshold, truth, predictions }));
    }
    options.onEpisode?.(index + 1);
  }
  if (measured.length === 0) {
    throw new SpecError(
      `compareDynamics: an episode of at least ${burnIn + horizon} decisions required, got ${episodes.length} episodes, all shorter`,
    );
  }
  const shared = {
    subject,
    predictors: predictors.map(({ name }) => name),
    quantities,
    decisionSecs: env.controlStepSecs * actionRepeat,
  };
  const behaviours = [...byBehaviour(measured)].map(
    ([name, own]) => [name, summarise(own, { ...shared, rng: rng.split(name) })] as const,
  );
  return {
    overall: summarise(measured, { ...shared, rng: rng.split("overall") }),
    behaviours: Object.fromEntries(behaviours),
  };
}
