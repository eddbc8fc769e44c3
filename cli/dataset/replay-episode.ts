/** Plays a recorded episode again and compares every byte. */
import type { BoxSpace, Env, Episode, Observation, StepResult } from "../../sim/core/index.ts";
import { spaceSize } from "../../sim/core/index.ts";

/** The first place where a replay leaves its recording. */
export interface Difference {
  /** Moment 0 is the reset; step t leads from moment t to t + 1. */
  readonly step: number;
  /** `observation.<modality>`, `reward`, `terminated`, `truncated`. */
  readonly what: string;
  /** Index of the element in a row of the observation, row-major, and its name. */
  readonly element: { readonly index: number; readonly name: string } | null;
  readonly recorded: number | boolean;
  readonly replayed: number | boolean;
}

/** Resets with the episode's seed and options and takes its actions. Null when all observations, rewards and ends are the same. */
export function replayEpisode(env: Env, episode: Episode): Difference | null {
  const { seed, options, actions, rewards, steps } = episode;
  const width = spaceSize(episode.actionSpace);
  const reset = env.reset({ seed, ...(options === undefined ? {} : { options }) });
  const first = observationDifference(episode, 0, reset.observation);
  if (first !== null) return first;
  for (let step = 0; step < steps; step++) {
    const result = env.step(actions.subarray(step * width, (step + 1) * width));
    const difference =
      observationDifference(episode, step + 1, result.observation) ??
      rewardDifference(step, rewards[step]!, result.reward) ??
      endDifference(episode, step, result);
    if (difference !== null) return difference;
  }
  return null;
}

function observationDifference(episode: Episode, moment: number, observation: Observation): Difference | null {
  for (const [name, space] of Object.entries(episode.observationSpace)) {
    const size = spaceSize(space);
    const recorded = episode.observations[name]!.subarray(moment * size, (moment + 1) * size);
    const replayed = observation[name]!;
    if (Buffer.compare(bytesOf(recorded), bytesOf(replayed)) === 0) continue;
    const index = recorded.findIndex((value, at) => !sameBytes(value, replayed[at]!));
    return {
      step: moment,
      what: `observation.${name}`,
      element: { index, name: elementName(space, index) },
      recorded: recorded[index]!,
      replayed: replayed[index]!,
    };
  }
  return null;
}

function rewardDifference(step: number, recorded: number, reward: number): Difference | null {
  const replayed = Math.fround(reward);
  return sameBytes(recorded, replayed) ? null : { step, what: "reward", element: null, recorded, replayed };
}

/** An episode ends with its last step, in the way that it was recorded; a recording that was broken off does not end. */
function endDifference(episode: Episode, step: number, result: StepResult): Difference | null {
  const last = step === episode.steps - 1;
  for (const what of ["terminated", "truncated"] as const) {
    const recorded = last && episode[what];
    if (recorded !== result[what]) return { step, what, element: null, recorded, replayed: result[what] };
  }
  return null;
}

/** Tells 0 from −0, as bytes do. */
function sameBytes(one: number, other: number): boolean {
  return Object.is(one, other);
}

function elementName(space: BoxSpace, index: number): string {
  return space.names[index] ?? String(index);
}

function bytesOf(values: Float32Array | Uint8Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
