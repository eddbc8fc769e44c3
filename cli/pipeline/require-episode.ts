/** The recording of an episode that was played to be recorded. */
import type { EpisodeOutcome } from "../../agents/index.ts";
import { type Episode, StateError } from "../../sim/core/index.ts";

/** Throws a StateError when it was played without `record`. */
export function requireEpisode({ episode, steps }: EpisodeOutcome): Episode {
  if (episode === undefined) throw new StateError(`episode of ${steps} steps: must be recorded, got no recording`);
  return episode;
}
