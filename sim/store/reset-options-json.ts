/** Reset options as one line of JSON: their names in alphabetical order, so that equal options give equal text. */
import * as v from "valibot";
import type { ResetOptions } from "../core/env.ts";

/** A number, or a range [low, high] from which the episode drew one. */
export const resetOptionsSchema: v.GenericSchema<unknown, ResetOptions> = v.record(
  v.string(),
  v.union([v.number(), v.tuple([v.number(), v.number()])]),
);

export function sortedOptions(options: ResetOptions = {}): ResetOptions {
  return Object.fromEntries(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What tells one episode of a world from another: the same agent with the same seed and options does the same. */
export function episodeKey(episode: {
  readonly seed: number;
  readonly agent: string;
  readonly options?: ResetOptions | undefined;
}): string {
  return JSON.stringify([episode.seed, episode.agent, sortedOptions(episode.options)]);
}
