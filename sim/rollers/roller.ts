/** What rolls candidates out in the true physics. */
import type { SimulationState } from "../snapshot-codec.ts";

/** N candidates, T decisions of `actionRepeat` control steps, A elements of an action. */
export interface Candidates {
  readonly candidates: number;
  readonly horizon: number;
  readonly actionRepeat: number;
  /** Finite; clipped to the action space. [N,T,A] */
  readonly actions: Float32Array;
  /** Added to. [N,T] */
  readonly rewards: Float32Array;
  /** Set to 1 from the decision on with which the task has ended. [N,T] */
  readonly terminated: Float32Array;
  /** Where given, filled with the state observations after the last decision; rows of candidates that have ended stay as they are. [N,O] */
  readonly finalStates?: Float32Array | undefined;
}

export interface Roller {
  roll(start: SimulationState, candidates: Candidates): void;
  free(): void;
}
