/** Dynamics: what a planner rolls out, whether it is the learned model or the true physics. */
import type { Snapshot } from "./env.ts";
import type { Rng } from "./rng.ts";
import type { BoxSpace, Observation } from "./space.ts";

/** The present of a true episode, as seen by an agent. An honest agent reads the observation only; the oracle may take the snapshot. */
export interface Moment {
  readonly observation: Observation;
  snapshot(): Snapshot;
}

/** Candidates N, horizon T (in decisions of `actionRepeat` control steps each). */
export interface RolloutSize {
  readonly candidates: number;
  readonly horizon: number;
}

export interface Rollouts {
  /** Reward summed over the control steps of each decision. [N,T] */
  readonly rewards: Float32Array;
  /** Probability that the task has ended with or before this decision: 0 or 1 in true physics. [N,T] */
  readonly terminated: Float32Array;
  /**
   * How little is known about where the candidate is by then: 0 where all models of an ensemble agree. Absent where there is no
   * ensemble, as in true physics. [N,T]
   */
  readonly disagreement?: Float32Array;
  /** Return that a critic expects after the last decision, should the task go on; absent where there is no critic. [N] */
  readonly finalValues?: Float32Array;
}

/** Where one decision from each of N beliefs leads. */
export interface Transitions<S> {
  /** Beliefs after the decision; meaningless where it ended the task for certain. [N] */
  readonly beliefs: readonly S[];
  /** Reward summed over the control steps of the decision. [N] */
  readonly rewards: Float32Array;
  /** Probability that this decision ended the task, should it not have ended before: 0 or 1 in true physics. [N] */
  readonly terminated: Float32Array;
  /** Return that a critic expects from there on, should the task go on; absent where there is no critic. [N] */
  readonly values?: Float32Array;
}

/** Actor and critic that read nothing but state observations, O numbers each. */
export interface StatePolicy {
  /** Return that the critic expects from each state on. states [N,O] → [N] */
  values(states: Float32Array): Promise<Float32Array>;
  /** What the actor does in each state, drawn by `noise` [N,A], standard normal. states [N,O] → [N,A] */
  act(states: Float32Array, noise: Float32Array): Promise<Float32Array>;
}

/** S is the belief from which a rollout starts: (z, h, c) of a learned model, a snapshot of the physics. Beliefs are immutable. */
export interface Dynamics<S = unknown> {
  /** `learned` or `true`. */
  readonly name: string;
  readonly actionSpace: BoxSpace;
  /** Control steps for which each decision's action is held. */
  readonly actionRepeat: number;
  /** Belief at the start of an episode. */
  begin(moment: Moment): Promise<S>;
  /** Belief after the decision `action` [A] led to `moment`. */
  advance(belief: S, action: Float32Array, moment: Moment): Promise<S>;
  /** Rolls out candidate action sequences. actions [N,T,A] */
  rollout(belief: S, actions: Float32Array, size: RolloutSize): Promise<Rollouts>;
  /** One decision from each belief, all in one batch: what a tree search asks. actions [N,A] */
  step(beliefs: readonly S[], actions: Float32Array): Promise<Transitions<S>>;
  /** Action sequences that a learned policy would carry out from here; absent where there is no policy. → [N,T,A] */
  propose?(belief: S, size: RolloutSize, rng: Rng): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Chooses one action per decision in an episode. */
export interface Agent {
  /** `random`, `controller`, `cem` … */
  readonly name: string;
  readonly actionRepeat: number;
  /** Prepares for an episode; everything random in it derives from the seed. */
  begin(moment: Moment, seed: number): Promise<void>;
  /** The action [A] for this moment, to be held for `actionRepeat` control steps. */
  act(moment: Moment): Promise<Float32Array>;
  dispose(): Promise<void>;
}
