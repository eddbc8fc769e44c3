/** Whether an ensemble knows where it errs: its members' disagreement beside the error of the same predictions. */
import { spearman } from "./correlation.ts";
import type { EpisodeErrors } from "./episode-errors.ts";

/** So far ahead. */
export interface Disagreement {
  /** Over the starting points, as `Rollouts.disagreement` has it. */
  readonly mean: number;
  /**
   * Spearman's ρ of disagreement and normalised error over the starting points: 1 where the one tells the other's order, 0 where it
   * tells nothing; null where either does not vary.
   */
  readonly rankCorrelation: number | null;
}

/** For each horizon; null where the predictor is no ensemble. → [H] */
export function disagreementByHorizon(
  episodes: readonly EpisodeErrors[],
  predictor: string,
): readonly Disagreement[] | null {
  const horizon = episodes[0]?.counts.length ?? 0;
  const pairs = Array.from({ length: horizon }, (): { disagreement: number[]; error: number[] } => ({
    disagreement: [],
    error: [],
  }));
  for (const { predictors } of episodes) {
    const { errors, disagreement } = predictors.get(predictor) ?? {};
    if (!errors || !disagreement) return null;
    for (const [cell, error] of errors.entries()) {
      if (Number.isNaN(error)) continue;
      const ahead = pairs[cell % horizon]!;
      ahead.disagreement.push(disagreement[cell]!);
      ahead.error.push(error);
    }
  }
  return pairs.map(({ disagreement, error }) => ({
    mean: disagreement.reduce((sum, value) => sum + value, 0) / disagreement.length,
    rankCorrelation: spearman(disagreement, error),
  }));
}
