/** An episode as data: T steps, T+1 observations. */
import type { ResetOptions } from "./env.ts";
import type { BoxSpace, ObservationSpace } from "./space.ts";

/** Who made an episode, in which world. */
export interface EpisodeHeader {
  readonly scenario: string;
  /** Hash of everything in the scenario that changes trajectories. */
  readonly scenarioHash: string;
  readonly seed: number;
  /** Agent that chose the actions. */
  readonly agent: string;
  /** What the reset was given beside the seed, as it was given: with the seed, all that it takes to play the episode again. */
  readonly options?: ResetOptions | undefined;
}

export interface Episode extends EpisodeHeader {
  /** T */
  readonly steps: number;
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: BoxSpace;
  /** Each modality [T+1, …shape]. */
  readonly observations: Readonly<Record<string, Float32Array | Uint8Array>>;
  /** [T, A] */
  readonly actions: Float32Array;
  /** [T] */
  readonly rewards: Float32Array;
  /** Whether the last step terminated or truncated the episode. */
  readonly terminated: boolean;
  readonly truncated: boolean;
}
