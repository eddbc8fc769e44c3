/** A dataset's episodes as decisions, read from disk as training asks for them. */
import { type BoxSpace, openDataset, openEpisodeRows, SpecError, spaceSize } from "../../sim/index.ts";
import type { DecisionColumn, Sequence } from "../../worldmodel/index.ts";

export interface DecisionOptions {
  readonly scenarioHash: string;
  readonly modality: string;
  /** Control steps for which an action is held. */
  readonly actionRepeat: number;
  /** The first episodes of the dataset; all of them unless given. */
  readonly episodes?: number;
}

export interface StoredDecisions {
  /** Of the modality. */
  readonly space: BoxSpace;
  readonly sequences: readonly Sequence[];
  close(): void;
}

/** Bytes of a dataset that training holds in memory, and as many of what it computes from one. More make no other result. */
export const HELD_BYTES: number = 128 * 2 ** 20;

/** Control steps after the last whole decision are left out unless they terminate their episode. */
export async function openDecisions(dir: string, options: DecisionOptions): Promise<StoredDecisions> {
  const { scenarioHash, modality, actionRepeat, episodes = Number.POSITIVE_INFINITY } = options;
  const dataset = await openDataset(dir, { scenarioHash });
  const { observationSpace, actionSpace } = dataset.header;
  const space = observationSpace[modality];
  if (space === undefined) {
    throw new SpecError(`${dir}: modality must be one of ${Object.keys(observationSpace).join(", ")}, got ${modality}`);
  }
  const rows = openEpisodeRows(dataset, { maxBytes: HELD_BYTES });
  const columns = { observations: `observation.${modality}`, actions: "action" } as const;
  const widths = { observations: spaceSize(space), actions: spaceSize(actionSpace) } as const;
  const controlRewards = new Float32Array(actionRepeat);

  const sequences = dataset.entries.slice(0, episodes).map(({ steps, terminated }, episode): Sequence => {
    const decisions = terminated ? Math.ceil(steps / actionRepeat) : Math.floor(steps / actionRepeat);
    const stepOf = (decision: number): number => Math.min(decision * actionRepeat, steps);

    function rewardInto(decision: number, out: Float32Array, at: number): void {
      const [from, end] = [stepOf(decision), stepOf(decision + 1)];
      rows.readInto(episode, "reward", from, end - from, controlRewards);
      out[at] = 0;
      for (let control = 0; control < end - from; control++) out[at] = out[at]! + controlRewards[control]!;
    }

    return {
      decisions,
      terminated,
      readInto(column: DecisionColumn, from: number, count: number, out: Float32Array, at = 0): void {
        if (column === "rewards") {
          for (let i = 0; i < count; i++) rewardInto(from + i, out, at + i);
        } else if (actionRepeat === 1) {
          rows.readInto(episode, columns[column], from, count, out, at);
        } else {
          for (let i = 0; i < count; i++)
            rows.readInto(episode, columns[column], stepOf(from + i), 1, out, at + i * widths[column]);
        }
      },
    };
  });
  return { space, sequences, close: rows.close };
}
