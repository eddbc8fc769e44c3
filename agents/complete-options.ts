/** How the options of an agent are completed from defaults and checked, one rule for each. */
import { SpecError } from "../sim/core/index.ts";

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
export const positiveInteger: Rule<unknown> = number(
  "a positive integer",
  (value) => Number.isSafeInteger(value) && value >= 1,
);
export const positive: Rule<unknown> = number("positive", (value) => value > 0);
export const zeroOrMore: Rule<unknown> = number("0 or more", (value) => value >= 0);
export const upToOne: Rule<unknown> = number("in [0, 1]", (value) => value >= 0 && value <= 1);
export const belowOne: Rule<unknown> = number("in [0, 1)", (value) => value >= 0 && value < 1);

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
