/** Settings of model predictive path integral planning as TD-MPC2 does it (Hansen et al. 2024). */
import { belowOne, completeOptions, oneOf, positive, type Rules, zeroOrMore } from "../complete-options.ts";
import { SCORING_DEFAULTS } from "./score-candidates.ts";
import { SEARCH_RULES, type SearchOptions } from "./search-options.ts";

/** Standard deviations are in half ranges of the action space. */
export interface MppiOptions extends SearchOptions {
  /** Candidates of each iteration that a learned policy proposes; more than 0 needs dynamics that hold one. */
  readonly policyTrajectories: number;
  /** τ: an elite of score s weighs exp(τ(s − best)), so that above 0 the best count more; in units of 1/return. */
  readonly temperature: number;
  /** Bounds of the standard deviation; each decision's search starts at the upper one. */
  readonly minStd: number;
  readonly maxStd: number;
  /** Weight of the old mean in the new one: TD-MPC has 0.1, TD-MPC2 none. */
  readonly momentum: number;
  /** The plan that is carried out: an elite drawn by its weight (TD-MPC2), or the elites' weighted mean. */
  readonly choose: "sampled" | "mean";
}

/** Elites, temperature, bounds and choice are TD-MPC2's; the horizon is longer, as no critic stands at its end. */
export const MPPI_DEFAULTS: MppiOptions = {
  ...SCORING_DEFAULTS,
  candidates: 512,
  horizon: 25,
  iterations: 6,
  elites: 64,
  policyTrajectories: 0,
  temperature: 0.5,
  minStd: 0.05,
  maxStd: 2,
  momentum: 0,
  choose: "sampled",
};

const RULES: Rules<MppiOptions> = {
  ...SEARCH_RULES,
  policyTrajectories: (value, { candidates }) =>
    zeroOrMore(value, undefined) ??
    (Number.isSafeInteger(value) && Number(value) < candidates
      ? undefined
      : `an integer below candidates = ${candidates}`),
  temperature: zeroOrMore,
  minStd: zeroOrMore,
  maxStd: (value, { minStd }) =>
    positive(value, undefined) ?? (Number(value) >= minStd ? undefined : `at least minStd = ${minStd}`),
  momentum: belowOne,
  choose: oneOf(["sampled", "mean"]),
};

/** Completes and checks options; a SpecError names the field. */
export function mppiOptions(options: Partial<MppiOptions>): MppiOptions {
  return completeOptions("mppiOptions", MPPI_DEFAULTS, options, RULES);
}
