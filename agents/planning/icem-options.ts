/** Settings of the improved cross-entropy planner (iCEM, Pinneri et al. 2020). */
import { belowOne, completeOptions, number, positive, type Rules, zeroOrMore } from "../complete-options.ts";
import { SCORING_DEFAULTS } from "./score-candidates.ts";
import { SEARCH_RULES, type SearchOptions } from "./search-options.ts";

/** Standard deviations are in half ranges of the action space. */
export interface IcemOptions extends SearchOptions {
  /** γ, by which the candidates are divided from one iteration to the next, down to twice the elites. `candidates` are the first ones. */
  readonly decay: number;
  /** Weight of the old mean and standard deviation in the new ones: 0 forgets them. */
  readonly smoothing: number;
  /** Standard deviation with which each decision's search starts. */
  readonly initialStd: number;
  /** Floor of the standard deviation in later iterations. */
  readonly minStd: number;
  /** ξ, fraction of the elites that are candidates again in the next iteration and, moved on by one decision, in the next decision. */
  readonly keepElites: number;
  /** β, exponent of the sampling noise's spectrum 1/f^β over the horizon: 0 is white, 2 pushes one way long enough to matter. */
  readonly noiseBeta: number;
}

/** All but the budget are the paper's; β, which it gives by task from 0.25 to 3.5, is 2. */
export const ICEM_DEFAULTS: IcemOptions = {
  ...SCORING_DEFAULTS,
  candidates: 64,
  horizon: 30,
  iterations: 3,
  elites: 10,
  decay: 1.25,
  smoothing: 0.1,
  initialStd: 0.5,
  minStd: 0,
  keepElites: 0.3,
  noiseBeta: 2,
};

const RULES: Rules<IcemOptions> = {
  ...SEARCH_RULES,
  decay: number("1 or more", (value) => value >= 1),
  smoothing: belowOne,
  initialStd: positive,
  minStd: zeroOrMore,
  keepElites: belowOne,
  noiseBeta: zeroOrMore,
};

/** Completes and checks options; a SpecError names the field. */
export function icemOptions(options: Partial<IcemOptions>): IcemOptions {
  return completeOptions("icemOptions", ICEM_DEFAULTS, options, RULES);
}

/**
 * Candidates of each iteration: Nᵢ = max(2K, ⌊Nᵢ₋₁ / γ⌋), never more than the first. Kept elites and the mean are among them, so that this
 * is all that a decision costs; the paper adds the kept ones.
 */
export function icemCandidates({ candidates, iterations, elites, decay }: IcemOptions): readonly number[] {
  const counts = [candidates];
  while (counts.length < iterations)
    counts.push(Math.min(candidates, Math.max(2 * elites, Math.floor((counts.at(-1) ?? 0) / decay))));
  return counts;
}
