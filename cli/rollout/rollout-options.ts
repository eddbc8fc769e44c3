/** Options of `craik rollout` that are more than a word or an integer. */
import type { ResetOptions } from "../../sim/core/index.ts";
import { UsageError } from "../../sim/core/index.ts";
import { NUMBER, type OptionSpec, optionalNumber } from "../option.ts";

/** `--option gravity=5` or `--option gravity=5..15`, as often as there are options to set. */
export const resetOption: OptionSpec<ResetOptions | undefined> = {
  flags: "--option <name=value>",
  help: "reset option, such as a physical factor: a value, or a range low..high to draw from; may be given again",
  fallback: undefined,
  parse: (text: string, before?: ResetOptions): ResetOptions => {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    const parts = (value ?? "").split("..").map((part) => (NUMBER.test(part) ? Number(part) : Number.NaN));
    const [low, high] = parts;
    if (name === undefined || low === undefined || parts.length > 2 || !parts.every(Number.isFinite))
      throw new UsageError(`--option must be name=value or name=low..high with numbers, got ${JSON.stringify(text)}`);
    if (before !== undefined && name in before)
      throw new UsageError(`--option must set ${name} once, got it again: ${JSON.stringify(text)}`);
    if (high !== undefined && low > high)
      throw new UsageError(`--option ${name} must be a range low..high, got ${JSON.stringify(text)}`);
    return { ...before, [name]: high === undefined ? low : [low, high] };
  },
};

/** `--observe state,pixels` */
export const modalities: OptionSpec<readonly string[]> = {
  flags: "--observe <names>",
  help: "modalities to observe and record, with commas between them, such as state,pixels",
  fallback: ["state"],
  parse: (text) => {
    const names = text.split(",").map((name) => name.trim());
    if (names.includes("") || new Set(names).size < names.length)
      throw new UsageError(`--observe must be different names with commas between them, got ${JSON.stringify(text)}`);
    return names;
  },
};

/** `--beta 2` */
export const noiseExponent: OptionSpec<number | undefined> = optionalNumber(
  "--beta <number>",
  "exponent of coloured noise: 0 white, 1 pink (the default), 2 red",
  { wanted: "a number of at least 0", fits: (value) => value >= 0 },
);
