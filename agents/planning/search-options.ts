/** What the options of all planners have in common, and how options are completed and checked. */
import { SpecError } from "../../sim/core/index.ts";
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

/** What a value must be that breaks the rule; undefined for one that keeps it. */
type Rule<O> = (value: unknown, options: O) => string | undefined;

/** One rule for each option. */
export type Rules<O> = { readonly [K in keyof O]: Rule<O> };

/** A rule for numbers; NaN never fits. */
export function number(required: string, fits: (value: number) => boolean): Rule<unknown> {
  return (value) => (typeof value === "number" && Number.isFinite(value) && fits(value) ? undefined : required);
}

export function oneOf(words: readonly string[]): Rule<unknown> {
  return (value) => (words.some((word) => word === value) ? undefined : `one of ${words.join(", ")}`);
}

export const aSwitch: Rule<unknown> = (value) => (typeof value === "boolean" ? undefined : "true or false");
const positiveInteger: Rule<unknown> = number(
  "a positive integer",
  (value) => Number.isSafeInteger(value) && value >= 1,
);
export const positive: Rule<unknown> = number("positive", (value) => value > 0);
export const zeroOrMore: Rule<unknown> = number("0 or more", (value) => value >= 0);
export const belowOne: Rule<unknown> = number("in [0, 1)", (value) => value >= 0 && value < 1);

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

/** Completes options from defaults and checks them; a SpecError, which `where` opens, names the field. */
export function completeOptions<O extends object>(where: string, defaults: O, given: Partial<O>, rules: Rules<O>): O {
  const merged: O = { ...defaults, ...given };
  for (const name of Object.keys(merged) as (keyof O & string)[]) {
    if (!(name in rules)) {
      const known = Object.keys(rules).join(", ");
      throw new SpecError(`${where}: an option must be one of ${known}, got ${name}`);
    }
    const required = rules[name](merged[name], merged);
    if (required !== undefined) throw new SpecError(`${where}: ${name} must be ${required}, got ${merged[name]}`);
  }
  return merged;
}
