/** Errors pooled over episodes: root mean squares by horizon, mean valid prediction time. */
import type { EpisodeErrors } from "./episode-errors.ts";

/** Root mean square error of one predictor in each quantity's own unit, over all points of all episodes. → [H,Q], NaN without points */
export function rmseByHorizon(episodes: readonly EpisodeErrors[], predictor: string): Float64Array {
  const [first] = episodes;
  const squares = new Float64Array(first?.predictors.get(predictor)?.squares.length ?? 0);
  const counts = new Float64Array(first?.counts.length ?? 0);
  for (const episode of episodes) {
    const own = episode.predictors.get(predictor);
    for (let cell = 0; cell < squares.length; cell++) squares[cell]! += own?.squares[cell] ?? Number.NaN;
    for (let ahead = 0; ahead < counts.length; ahead++) counts[ahead]! += episode.counts[ahead]!;
  }
  const quantities = squares.length / counts.length;
  return squares.map((sum, cell) => Math.sqrt(sum / counts[Math.floor(cell / quantities)]!));
}

/** One number for each horizon: the root mean square over all elements, each divided by its std. rmse [H,Q], std [O] → [H] */
export function normalisedByHorizon(rmse: Float64Array, std: readonly number[]): Float64Array {
  const quantities = std.length + 1;
  return Float64Array.from({ length: rmse.length / quantities }, (_, ahead) => {
    let sum = 0;
    for (const [index, unit] of std.entries()) {
      const error = rmse[ahead * quantities + index]! / unit;
      sum += error * error;
    }
    return Math.sqrt(sum / std.length);
  });
}

/** Mean over all points, in decisions. */
export function meanValidity(episodes: readonly EpisodeErrors[], predictor: string): number {
  return mean(validitiesOf(episodes, predictor).map(({ decisions }) => decisions));
}

/** Part of all points whose prediction stays valid to the end of the horizon. */
export function validToTheEnd(episodes: readonly EpisodeErrors[], predictor: string): number {
  return mean(validitiesOf(episodes, predictor).map(({ toTheEnd }) => (toTheEnd ? 1 : 0)));
}

function validitiesOf(
  episodes: readonly EpisodeErrors[],
  predictor: string,
): readonly { readonly decisions: number; readonly toTheEnd: boolean }[] {
  return episodes.flatMap((episode) => episode.predictors.get(predictor)?.validities ?? []);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
