/** What the searches of all planners are made of, as a graph unrolls them. */
import { icemCandidates } from "../planning/icem-options.ts";
import type { Planner } from "../planning/planner.ts";
import type { ScoringOptions } from "../planning/score-candidates.ts";

/** T, K and P count decisions, kept elites and proposals; standard deviations are in half ranges of the action space. */
export interface Search {
  readonly scoring: ScoringOptions;
  readonly horizon: number;
  /** N, candidates of each iteration, and E, those to which the distribution is fitted. */
  readonly counts: readonly number[];
  readonly elites: number;
  /** Whether the mean of the decision before is where the search starts. */
  readonly warmStart: boolean;
  /** K, elites that are candidates again. */
  readonly kept: number;
  /** Whether the mean is a candidate of the last iteration. */
  readonly meanIsCandidate: boolean;
  /** P, candidates of each iteration that the actor proposes. */
  readonly proposals: number;
  readonly noiseBeta: number;
  readonly initialStd: number;
  /** τ of the elites' weights exp(τ(score − best)): with 0 they are even. */
  readonly temperature: number;
  /** Weights of the old mean and standard deviation in the new ones. */
  readonly keepMean: number;
  readonly keepStd: number;
  readonly minStd: number;
  /** Infinity where nothing bounds the deviation. */
  readonly maxStd: number;
  readonly choose: "mean" | "best" | "sampled";
}

export function searchOf({ name, options }: Planner): Search {
  const { horizon, elites, candidates, iterations, minStd } = options;
  const common = { scoring: options, horizon, elites, minStd };
  const alike = new Array<number>(iterations).fill(candidates);
  const plain = { kept: 0, meanIsCandidate: false, proposals: 0, noiseBeta: 0, temperature: 0 };
  if (name === "mppi") {
    const { policyTrajectories, momentum, maxStd, temperature, choose } = options;
    const fit = { temperature, keepMean: momentum, keepStd: 0, initialStd: maxStd, maxStd };
    return { ...common, ...plain, ...fit, counts: alike, warmStart: true, proposals: policyTrajectories, choose };
  }
  const { smoothing, initialStd } = options;
  const fit = { keepMean: smoothing, keepStd: smoothing, initialStd, maxStd: Number.POSITIVE_INFINITY };
  if (name === "cem") {
    const { warmStart, choose } = options;
    return { ...common, ...plain, ...fit, counts: alike, warmStart, choose };
  }
  const kept = Math.round(options.keepElites * elites);
  const counts = icemCandidates(options);
  const { noiseBeta } = options;
  return {
    ...common,
    ...plain,
    ...fit,
    counts,
    warmStart: true,
    kept,
    meanIsCandidate: true,
    noiseBeta,
    choose: "best",
  };
}
