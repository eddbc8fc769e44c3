/** The contract of many environments stepped together: Gymnasium's vector environment. N: environments, A: actions of one. */
import type { EnvMetadata, ResetOptions } from "./env.ts";
import type { BoxSpace, ObservationSpace } from "./space.ts";

/**
 * What happens to an environment whose episode ended in a step.
 * - `next-step`: the next step ignores its action, resets it and returns the first observation, with reward 0 and both flags 0.
 * - `same-step`: the ending step resets it at once and returns the first observation of the new episode; the ended episode's last
 *   observation is in `infos.finalObservation`.
 * - `disabled`: nothing; it must be reset with a mask before the next step.
 */
export type AutoresetMode = EnvMetadata["autoresetMode"];

/** Each modality of all environments, row-major. [N, …shape] */
export type ObservationBatch = Readonly<Record<string, Float32Array | Uint8Array>>;

/** One fact of all environments. */
export interface InfoColumn {
  /** [N]; 0 where absent. */
  readonly values: Float64Array;
  /** [N]; 1 where the environment told this fact in this call, 0 otherwise. */
  readonly present: Uint8Array;
}

/** The facts that at least one environment told in this call, by name, in the names' order. */
export type InfoBatch = Readonly<Record<string, InfoColumn>>;

export interface VectorInfos {
  readonly columns: InfoBatch;
  /** `same-step` only, when an episode ended in this step: last observations in the rows that ended, zeros in the others. */
  readonly finalObservation?: ObservationBatch;
  /** Beside `finalObservation`: the facts of the steps that ended the episodes. */
  readonly finalInfo?: InfoBatch;
}

export interface VectorReset {
  readonly observations: ObservationBatch;
  readonly infos: VectorInfos;
}

export interface VectorStep extends VectorReset {
  /** [N] */
  readonly rewards: Float64Array;
  /** [N]; 1 where the task ended. */
  readonly terminated: Uint8Array;
  /** [N]; 1 where the episode was cut off. */
  readonly truncated: Uint8Array;
}

export interface VectorResetRequest {
  /**
   * A number s starts environment i with seed s + i; a list [N] gives each its own, or none where it holds undefined. Later episodes
   * of an environment come from its own stream. The first reset takes seed 0 unless told.
   */
  readonly seed?: number | readonly (number | undefined)[] | undefined;
  readonly options?: ResetOptions | undefined;
  /** [N]: which to reset; all, unless given. Rows of the others keep their last observation. The first reset is of all. */
  readonly mask?: ArrayLike<boolean | number> | undefined;
}

interface VectorEnvBase {
  /** Id of the scenario. */
  readonly id: string;
  readonly numEnvs: number;
  readonly singleObservationSpace: ObservationSpace;
  readonly singleActionSpace: BoxSpace;
  readonly metadata: EnvMetadata;
  /** Duration of one control step. */
  readonly controlStepSecs: number;
  /** Control steps until truncation. */
  readonly maxSteps: number;
}

/**
 * Environments stepped in the caller's thread. Actions [N × A] are taken as float32 and copied; returned arrays are never written
 * again. An error names its environment; after one that came from within an environment, a reset of all is required.
 */
export interface VectorEnv extends VectorEnvBase {
  reset(request?: VectorResetRequest): VectorReset;
  step(actions: ArrayLike<number>): VectorStep;
  /** Frees every environment. Every later call but another `close`, which does nothing, is a StateError. */
  close(): void;
}

/** The same over threads: one call at a time, each a promise. */
export interface AsyncVectorEnv extends VectorEnvBase {
  reset(request?: VectorResetRequest): Promise<VectorReset>;
  step(actions: ArrayLike<number>): Promise<VectorStep>;
  /** Ends every thread. A call in flight, and every later one but another `close`, is a StateError. */
  close(): Promise<void>;
}
