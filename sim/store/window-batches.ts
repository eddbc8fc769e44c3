/** Batches of windows for training on sequences, drawn from a dataset that may be larger than memory. */
import { SpecError } from "../core/errors.ts";
import type { Rng } from "../core/rng.ts";
import { spaceSize } from "../core/space.ts";
import { windowDraw } from "../core/window-draw.ts";
import type { Dataset } from "./dataset-reader.ts";
import { type EpisodeRowsOptions, openEpisodeRows } from "./episode-rows.ts";
import { observationColumn } from "./episode-schema.ts";

export interface WindowOptions extends EpisodeRowsOptions {
  /** B: windows in a batch. */
  readonly batch: number;
  /** T: control steps in a window. */
  readonly steps: number;
  /** Modalities to read; all of them unless given. */
  readonly modalities?: readonly string[];
}

/** B windows of T steps. */
export interface WindowBatch {
  /** Each modality [B,T+1,…shape]. */
  readonly observations: Readonly<Record<string, Float32Array | Uint8Array>>;
  /** [B,T,A] */
  readonly actions: Float32Array;
  /** [B,T] */
  readonly rewards: Float32Array;
  /** 1 where the step terminated the task. [B,T] */
  readonly terminated: Uint8Array;
  /** Episode that each window lies in, and its first step there. [B] */
  readonly episodes: Int32Array;
  readonly starts: Int32Array;
}

/**
 * Batches without end, each window drawn uniformly from all windows that lie within one episode: the same ones for the same rng.
 * In memory are one batch and at most `maxBytes` of the dataset.
 *
 * ```ts
 * const dataset = await openDataset("pictures");
 * for (const batch of windowBatches(dataset, { batch: 16, steps: 32, maxBytes: 64 * 2 ** 20 }, createRng(1))) learn(batch);
 * ```
 */
export function* windowBatches(dataset: Dataset, options: WindowOptions, rng: Rng): Generator<WindowBatch, never> {
  const { batch, steps, modalities = Object.keys(dataset.header.observationSpace), ...memory } = options;
  const { actionSpace } = dataset.header;
  const draw = windowDraw(
    dataset.entries.map((entry) => entry.steps),
    steps,
  );
  if (draw.windows === 0)
    throw new SpecError(
      `${dataset.dir}: an episode of at least ${steps} steps required, got none among ${dataset.entries.length}`,
    );
  const spaces = modalities.map((name) => {
    const space = dataset.header.observationSpace[name];
    if (space !== undefined) return { name, space };
    const known = Object.keys(dataset.header.observationSpace).join(", ");
    throw new SpecError(`${dataset.dir}: modality must be one of ${known}, got ${name}`);
  });
  const rows = openEpisodeRows(dataset, memory);
  try {
    for (;;) {
      const moments = batch * (steps + 1);
      const made = {
        observations: Object.fromEntries(
          spaces.map(({ name, space }) => {
            const length = moments * spaceSize(space);
            return [name, space.dtype === "float32" ? new Float32Array(length) : new Uint8Array(length)];
          }),
        ),
        actions: new Float32Array(batch * steps * spaceSize(actionSpace)),
        rewards: new Float32Array(batch * steps),
        terminated: new Uint8Array(batch * steps),
        episodes: new Int32Array(batch),
        starts: new Int32Array(batch),
      };
      for (let b = 0; b < batch; b++) {
        const { sequence, start } = draw.at(rng.integer(draw.windows));
        const read = (column: string, count: number, out: Float32Array | Uint8Array): void =>
          rows.readInto(sequence, column, start, count, out, (b * out.length) / batch);
        for (const { name } of spaces) read(observationColumn(name), steps + 1, made.observations[name]!);
        read("action", steps, made.actions);
        read("reward", steps, made.rewards);
        const entry = dataset.entries[sequence]!;
        if (entry.terminated && start + steps === entry.steps) made.terminated[(b + 1) * steps - 1] = 1;
        made.episodes[b] = sequence;
        made.starts[b] = start;
      }
      yield made;
    }
  } finally {
    rows.close();
  }
}
