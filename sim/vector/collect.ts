/** Results of a call as arrays of the caller's own, copied out of the batch. */
import type { ObservationBatch, VectorInfos, VectorReset, VectorStep } from "../core/vector-env.ts";
import type { BatchBuffers, SliceBuffers } from "./batch-buffers.ts";
import { gatherInfos, type InfoSource } from "./info-columns.ts";

/** names: of each slice's information columns. */
export function collectReset(batch: BatchBuffers, names: readonly (readonly string[])[]): VectorReset {
  return {
    observations: copyObservations(batch.observations),
    infos: { columns: gatherInfos(sources(batch, names, "infos"), batch.rewards.length) },
  };
}

/** names: of each slice's information columns; same: whether ended environments were reset within the step. */
export function collectStep(batch: BatchBuffers, names: readonly (readonly string[])[], same: boolean): VectorStep {
  const { observations, infos } = collectReset(batch, names);
  const terminated = new Uint8Array(batch.terminated);
  const truncated = new Uint8Array(batch.truncated);
  const ended = same && (terminated.includes(1) || truncated.includes(1));
  return {
    observations,
    rewards: new Float64Array(batch.rewards),
    terminated,
    truncated,
    infos: ended ? { ...infos, ...finals(batch, names, terminated, truncated) } : infos,
  };
}

function finals(
  batch: BatchBuffers,
  names: readonly (readonly string[])[],
  terminated: Uint8Array,
  truncated: Uint8Array,
): Omit<VectorInfos, "columns"> {
  const numEnvs = terminated.length;
  const finalObservation: Record<string, Float32Array | Uint8Array> = {};
  for (const [modality, all] of Object.entries(batch.finalObservations)) {
    const size = all.length / numEnvs;
    const rows = all instanceof Uint8Array ? new Uint8Array(all.length) : new Float32Array(all.length);
    for (let i = 0; i < numEnvs; i++) {
      if (terminated[i] === 1 || truncated[i] === 1) rows.set(all.subarray(i * size, (i + 1) * size), i * size);
    }
    finalObservation[modality] = rows;
  }
  return { finalObservation, finalInfo: gatherInfos(sources(batch, names, "finalInfos"), numEnvs) };
}

function sources(
  batch: BatchBuffers,
  names: readonly (readonly string[])[],
  which: "infos" | "finalInfos",
): readonly InfoSource[] {
  return batch.slices.map((slice: SliceBuffers, i) => ({
    first: slice.first,
    count: slice.count,
    memory: slice[which],
    names: names[i] ?? [],
  }));
}

function copyObservations(observations: ObservationBatch): ObservationBatch {
  const copies: Record<string, Float32Array | Uint8Array> = {};
  for (const modality in observations) copies[modality] = observations[modality]!.slice();
  return copies;
}
