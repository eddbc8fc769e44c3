/** Errors of every predictor on one episode, as sums that can be pooled over episodes. */
import type { Prediction } from "./predictor.ts";
import { normalisedError, type Validity, validity } from "./valid-prediction.ts";

/** What one predictor said, against the truth. */
export interface PredictorErrors {
  /** Σ (predicted − true)² over the points that have a truth there. [H,Q] */
  readonly squares: Float64Array;
  /** Normalised error over all observed elements; NaN where there is no truth. [N,H] */
  readonly errors: Float64Array;
  /** As predicted: of an ensemble only. [N,H] */
  readonly disagreement: Float64Array | undefined;
  /** For each point. [N] */
  readonly validities: readonly Validity[];
  /** Sum of predicted rewards for each point whose whole horizon has a truth. */
  readonly returns: readonly number[];
}

export interface EpisodeErrors {
  /** Who acted, such as `exploration`. */
  readonly behaviour: string;
  /** N */
  readonly points: number;
  /** Points that have a truth so many decisions ahead. [H] */
  readonly counts: Float64Array;
  /** By name of the predictor. */
  readonly predictors: ReadonlyMap<string, PredictorErrors>;
  /** True sums of rewards, for the points of `PredictorErrors.returns`. */
  readonly returns: readonly number[];
}

export interface ErrorInput {
  readonly behaviour: string;
  readonly horizon: number;
  /** Standard deviation of each observed element in the training data. [O]; quantities are these and the reward, Q = O + 1. */
  readonly std: readonly number[];
  readonly threshold: number;
  /** [N,H,Q] */
  readonly truth: Float64Array;
  /** By name. */
  readonly predictions: ReadonlyMap<string, Prediction>;
}

export function episodeErrors(input: ErrorInput): EpisodeErrors {
  const { behaviour, horizon, std, truth, predictions } = input;
  const quantities = std.length + 1;
  const points = truth.length / (horizon * quantities);
  const counts = new Float64Array(horizon);
  for (let cell = 0; cell < points * horizon; cell++)
    if (!Number.isNaN(truth[cell * quantities]!)) counts[cell % horizon]! += 1;
  return {
    behaviour,
    points,
    counts,
    returns: returnsOf(truth, truth, horizon, quantities),
    predictors: new Map(
      [...predictions].map(([name, predicted]) => [name, errorsOf(predicted, input, quantities)] as const),
    ),
  };
}

/** Episodes by who acted, in the order in which behaviours first appear. */
export function byBehaviour(episodes: readonly EpisodeErrors[]): ReadonlyMap<string, readonly EpisodeErrors[]> {
  const groups = new Map<string, EpisodeErrors[]>();
  for (const episode of episodes) groups.set(episode.behaviour, [...(groups.get(episode.behaviour) ?? []), episode]);
  return groups;
}

function errorsOf(
  { quantities: predicted, disagreement }: Prediction,
  { horizon, std, threshold, truth }: ErrorInput,
  quantities: number,
): PredictorErrors {
  const points = truth.length / (horizon * quantities);
  const squares = new Float64Array(horizon * quantities);
  const all = new Float64Array(points * horizon);
  const validities: Validity[] = [];
  for (let point = 0; point < points; point++) {
    const errors = all.subarray(point * horizon, (point + 1) * horizon);
    for (let ahead = 0; ahead < horizon; ahead++) {
      const from = (point * horizon + ahead) * quantities;
      const [said, was] = [predicted.subarray(from, from + quantities), truth.subarray(from, from + quantities)];
      const error = normalisedError(said, was, std);
      // A prediction that is not a number is as wrong as can be; only a missing truth ends the comparison.
      errors[ahead] = Number.isNaN(error) && !Number.isNaN(was[0]!) ? Number.POSITIVE_INFINITY : error;
      if (Number.isNaN(was[0]!)) continue;
      for (let index = 0; index < quantities; index++) {
        const miss = said[index]! - was[index]!;
        squares[ahead * quantities + index]! += miss * miss;
      }
    }
    validities.push(validity(errors, threshold));
  }
  const returns = returnsOf(predicted, truth, horizon, quantities);
  return { squares, errors: all, disagreement, validities, returns };
}

/** Sums the last quantity over the horizon, for every point whose truth goes on to the end. */
function returnsOf(values: Float64Array, truth: Float64Array, horizon: number, quantities: number): readonly number[] {
  const returns: number[] = [];
  for (let first = 0; first < truth.length; first += horizon * quantities) {
    const last = first + horizon * quantities - 1;
    if (Number.isNaN(truth[last]!)) continue;
    let sum = 0;
    for (let cell = first + quantities - 1; cell <= last; cell += quantities) sum += values[cell]!;
    returns.push(sum);
  }
  return returns;
}
