/** Options: typed parsers, each of which says what it got and what it wanted. */
import { UsageError } from "../sim/core/errors.ts";
import { nearestWord } from "../sim/core/nearest-word.ts";

export interface OptionSpec<T> {
  /** As shown in the help: `--seed <integer>`, `--resume`, `--no-open`. */
  readonly flags: string;
  readonly help: string;
  /** Turns the text after the flag into a value; absent for a switch. */
  readonly parse: ((text: string) => T) | undefined;
  readonly fallback: T;
}

/** Seeds fit 32 bits. */
export const LARGEST_SEED: number = 2 ** 32 - 1;
const LARGEST_PORT = 65_535;
/** A decimal number as people write it. */
export const NUMBER: RegExp = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** An option that holds text, such as a folder. */
export function text(flags: string, help: string): OptionSpec<string | undefined> {
  const parse = (value: string): string => {
    if (value === "") throw mistake(flags, "a text that is not empty", value);
    return value;
  };
  return { flags, help, parse, fallback: undefined };
}

/** A switch: true when given, or false when given as `--no-…`. */
export function toggle(flags: string, help: string): OptionSpec<boolean> {
  return { flags, help, parse: undefined, fallback: flags.startsWith("--no-") };
}

/** An integer within bounds. */
export function integer(
  flags: string,
  help: string,
  limits: { readonly least: number; readonly most?: number; readonly fallback: number },
): OptionSpec<number> {
  return { flags, help, parse: integerParser(flags, limits), fallback: limits.fallback };
}

/** An integer within bounds that something else decides unless it is given. */
export function optionalInteger(
  flags: string,
  help: string,
  limits: { readonly least: number; readonly most?: number },
): OptionSpec<number | undefined> {
  return { flags, help, parse: integerParser(flags, limits), fallback: undefined };
}

/** A number that is checked, and that something else decides unless it is given. */
export function optionalNumber(
  flags: string,
  help: string,
  { wanted, fits }: { readonly wanted: string; readonly fits: (value: number) => boolean },
): OptionSpec<number | undefined> {
  const parse = (value: string): number => {
    const number = NUMBER.test(value) ? Number(value) : Number.NaN;
    if (!(Number.isFinite(number) && fits(number))) throw mistake(flags, wanted, value);
    return number;
  };
  return { flags, help, parse, fallback: undefined };
}

/** Numbers above 0 with commas between them, in ascending order, each once. */
export function positiveNumbers(
  flags: string,
  help: string,
  fallback: readonly number[],
): OptionSpec<readonly number[]> {
  const parse = (value: string): readonly number[] => {
    const numbers = value.split(",").map((part) => (NUMBER.test(part) ? Number(part) : Number.NaN));
    if (!numbers.every((number) => Number.isFinite(number) && number > 0))
      throw mistake(flags, "numbers above 0 with commas between them", value);
    return [...new Set(numbers)].sort((left, right) => left - right);
  };
  return { flags, help: `${help}; ${fallback.join(",")} unless given`, parse, fallback };
}

/** A seed: an integer that fits 32 bits. */
export function seed(help = "seed of everything random", fallback = 0): OptionSpec<number> {
  return integer("--seed <integer>", help, { least: 0, most: LARGEST_SEED, fallback });
}

/** A TCP port; 0 lets the system choose. */
export function port(fallback: number): OptionSpec<number> {
  return integer("--port <port>", "port of the viewer; 0 takes any free one", {
    least: 0,
    most: LARGEST_PORT,
    fallback,
  });
}

/** One of a few words. */
export function choice<const T extends string>(
  flags: string,
  help: string,
  words: readonly T[],
  fallback: NoInfer<T>,
): OptionSpec<T> {
  return { flags, help: `${help}: ${words.join(", ")}`, parse: (value) => parseChoice(flags, words, value), fallback };
}

/** One of a few words, without which the command cannot go on or decides for itself. */
export function optionalChoice<const T extends string>(
  flags: string,
  help: string,
  words: readonly T[],
): OptionSpec<T | undefined> {
  const parse = (value: string): T => parseChoice(flags, words, value);
  return { flags, help: `${help}: ${words.join(", ")}`, parse, fallback: undefined };
}

/** Some of a few words, with commas between them; all of them unless given. */
export function choices<const T extends string>(
  flags: string,
  help: string,
  words: readonly T[],
): OptionSpec<readonly T[]> {
  const parse = (value: string): readonly T[] => [
    ...new Set(value.split(",").map((word) => parseChoice(flags, words, word))),
  ];
  return { flags, help: `${help}: ${words.join(", ")}; all unless given`, parse, fallback: words };
}

/** The word that was meant; a UsageError suggests the nearest one. */
function parseChoice<T extends string>(flags: string, words: readonly T[], value: string): T {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const near = nearestWord(value, words);
  throw mistake(flags, `one of ${words.join(", ")}`, value, near === undefined ? "" : ` (did you mean ${near}?)`);
}

function integerParser(
  flags: string,
  limits: { readonly least: number; readonly most?: number },
): (value: string) => number {
  const { least, most } = limits;
  const wanted = most === undefined ? `an integer of at least ${least}` : `an integer from ${least} to ${most}`;
  return (value) => {
    const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
    if (!Number.isSafeInteger(number) || number < least || number > (most ?? Number.MAX_SAFE_INTEGER)) {
      throw mistake(flags, wanted, value);
    }
    return number;
  };
}

function mistake(flags: string, wanted: string, value: string, hint = ""): UsageError {
  const [name] = flags.split(" ");
  return new UsageError(`${name} must be ${wanted}, got ${JSON.stringify(value)}${hint}`);
}
