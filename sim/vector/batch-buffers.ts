/** The memory through which slices of environments and their caller exchange actions and results. */
import { type BoxSpace, type ObservationSpace, spaceSize } from "../core/space.ts";
import type { ObservationBatch } from "../core/vector-env.ts";

/** Facts of `count` environments, one column a name; the names are the writer's. */
export interface InfoMemory {
  /** [MAX_INFO_NAMES × count] */
  readonly values: Float64Array;
  /** [MAX_INFO_NAMES × count] */
  readonly present: Uint8Array;
}

/** What belongs to a run of environments `first` … `first + count`: views of the batch, and information columns of its own. */
export interface SliceBuffers {
  readonly first: number;
  readonly count: number;
  /** [count × A] */
  readonly actions: Float32Array;
  /** [count, …shape] */
  readonly observations: ObservationBatch;
  /** Written in the rows that ended, in `same-step` only. [count, …shape] */
  readonly finalObservations: ObservationBatch;
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
  readonly infos: InfoMemory;
  readonly finalInfos: InfoMemory;
}

/** The same of all N environments, cut into slices. */
export interface BatchBuffers extends Omit<SliceBuffers, "first" | "count" | "infos" | "finalInfos"> {
  readonly slices: readonly SliceBuffers[];
}

/** How many names of information all environments of a slice may use together. */
export const MAX_INFO_NAMES = 64;

export interface BatchLayout {
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: BoxSpace;
  /** Environments in each slice. */
  readonly counts: readonly number[];
  /** Whether other threads are to see it. */
  readonly shared: boolean;
}

export function allocateBatch({ observationSpace, actionSpace, counts, shared }: BatchLayout): BatchBuffers {
  const numEnvs = counts.reduce((sum, count) => sum + count, 0);
  const memory = (bytes: number): ArrayBuffer | SharedArrayBuffer =>
    shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  const observations = (): ObservationBatch =>
    mapModalities(observationSpace, (space) => {
      const size = numEnvs * spaceSize(space);
      return space.dtype === "uint8" ? new Uint8Array(memory(size)) : new Float32Array(memory(size * 4));
    });
  const infos = (count: number): InfoMemory => ({
    values: new Float64Array(memory(MAX_INFO_NAMES * count * 8)),
    present: new Uint8Array(memory(MAX_INFO_NAMES * count)),
  });
  const batch = {
    actions: new Float32Array(memory(numEnvs * spaceSize(actionSpace) * 4)),
    observations: observations(),
    finalObservations: observations(),
    rewards: new Float64Array(memory(numEnvs * 8)),
    terminated: new Uint8Array(memory(numEnvs)),
    truncated: new Uint8Array(memory(numEnvs)),
  };
  let next = 0;
  const slices = counts.map((count): SliceBuffers => {
    const first = next;
    next += count;
    const rows = <T extends Float32Array | Float64Array | Uint8Array>(array: T): T => {
      const size = array.length / numEnvs;
      return array.subarray(first * size, next * size) as T;
    };
    const sliceOf = (of: ObservationBatch): ObservationBatch =>
      Object.fromEntries(Object.entries(of).map(([modality, array]) => [modality, rows(array)]));
    return {
      first,
      count,
      actions: rows(batch.actions),
      observations: sliceOf(batch.observations),
      finalObservations: sliceOf(batch.finalObservations),
      rewards: rows(batch.rewards),
      terminated: rows(batch.terminated),
      truncated: rows(batch.truncated),
      infos: infos(count),
      finalInfos: infos(count),
    };
  });
  return { ...batch, slices };
}

function mapModalities<T>(spaces: ObservationSpace, of: (space: BoxSpace) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(spaces).map(([modality, space]) => [modality, of(space)]));
}
