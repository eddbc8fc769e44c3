/** Settings of the cross-entropy planner. */
import { aSwitch, belowOne, completeOptions, oneOf, positive, type Rules, zeroOrMore } from "../complete-options.ts";
import { SCORING_DEFAULTS } from "./score-candidates.ts";
import { SEARCH_RULES, type SearchOptions } from "./search-options.ts";

/** Standard deviations are in half ranges of the action space. */
export interface CemOptions extends SearchOptions {
  /** Weight of the old mean and standard deviation in the new ones: 0 forgets them. */
  readonly smoothing: number;
  /** Standard deviation with which each decision's search starts. */
  readonly initialStd: number;
  /** Floor of the standard deviation in later iterations. */
  readonly minStd: number;
  /** Whether a decision's search starts from the mean of the one before, moved on by one decision (PETS), or from nothing (PlaNet). */
  readonly warmStart: boolean;
  /**
   * The plan that is carried out: `mean` that of the last elites, as in PETS and PlaNet, which averages a noisy model's errors out;
   * `best` the best candidate of the last iteration.
   */
  readonly choose: "mean" | "best";
}

/** Horizon, iterations, smoothing, initialStd and the tenth of elites are PETS's (Chua et al. 2018); minStd is TD-MPC2's (Hansen et al. 2024). */
export const CEM_DEFAULTS: CemOptions = {
  ...SCORING_DEFAULTS,
  candidates: 256,
  horizon: 25,
  iterations: 5,
  elites: 26,
  smoothing: 0.1,
  initialStd: 0.5,
  minStd: 0.05,
  warmStart: true,
  choose: "mean",
};

const RULES: Rules<CemOptions> = {
  ...SEARCH_RULES,
  smoothing: belowOne,
  initialStd: positive,
  minStd: zeroOrMore,
  warmStart: aSwitch,
  choose: oneOf(["mean", "best"]),
};

/** Completes and checks options; a SpecError names the field. */
export function cemOptions(options: Partial<CemOptions>): CemOptions {
  return completeOptions("cemOptions", CEM_DEFAULTS, options, RULES);
}
