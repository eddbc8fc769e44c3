/** What the options of all planners have in common. */
import { number, oneOf, positiveInteger, type Rules } from "../complete-options.ts";
import type { ScoringOptions } from "./score-candidates.ts";

/** Sizes of a search over action sequences. */
export interface SearchOptions extends ScoringOptions {
  /** N, action sequences per iteration. */
  readonly candidates: number;
  /** T, decisions per sequence. It must see the consequence: about a second for a swing-up, unless a bootstrap does. */
  readonly horizon: number;
  readonly iterations: number;
  /** Best candidates to which the distribution is fitted. */
  readonly elites: number;
}

/** Of the options that every planner has. */
export const SEARCH_RULES: Rules<SearchOptions> = {
  candidates: positiveInteger,
  horizon: positiveInteger,
  iterations: positiveInteger,
  elites: (value, { candidates }) =>
    positiveInteger(value, undefined) ??
    (Number(value) <= candidates ? undefined : `at most candidates = ${candidates}`),
  discount: number("in (0, 1]", (value) => value > 0 && value <= 1),
  bootstrap: oneOf(["none", "reward", "value"]),
  rewardTail: positiveInteger,
  caution: number("a finite number", () => true),
};
