/** A dream in its midst, and as bytes: everything that its continuation needs. */
import { createHash } from "node:crypto";
import { type Rng, type RngState, restoreRng, type Snapshot, StateError } from "../../sim/core/index.ts";
import { decodeSafeTensors, encodeSafeTensors } from "../checkpoint/safetensors.ts";
import type { WorldModel } from "../models/world-model.ts";

export type DreamPhase = "running" | "terminated" | "truncated";

export interface DreamState {
  /** What M believes at the start of the decision that is under way. [Z], [H], [H] */
  readonly z: Float32Array;
  readonly h: Float32Array;
  readonly c: Float32Array;
  /** Actions of its control steps so far, one behind the other; none between two decisions. */
  readonly actions: Float32Array;
  /** Control steps since the reset. */
  readonly steps: number;
  readonly phase: DreamPhase;
  /** Of the episode's noise, at its root: each decision splits its own from it. */
  readonly noise: Rng;
}

/** What a snapshot holds. */
export interface SavedDream {
  readonly state: DreamState;
  /** Of the seeds of the episodes to come. */
  readonly seeds: Rng;
}

const ARRAYS = ["z", "h", "c", "actions"] as const;

/** What tells the snapshots of one dream from those of another: its model, to the bit, and its temperature. */
export function dreamDigest({ config, weights }: WorldModel, temperature: number): string {
  const hash = createHash("sha256").update(JSON.stringify([config, temperature]));
  for (const [name, array] of weights)
    hash.update(name).update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return hash.digest("hex");
}

export function encodeDream(dream: string, { state, seeds }: SavedDream): Snapshot {
  const { steps, phase, noise } = state;
  const arrays = new Map(ARRAYS.map((name) => [name, state[name]]));
  const metadata = {
    dream,
    steps: String(steps),
    phase,
    noise: JSON.stringify(noise.save()),
    seeds: JSON.stringify(seeds.save()),
  };
  return { bytes: encodeSafeTensors({ arrays, metadata }) };
}

/** A StateError for bytes that are not a snapshot of this dream. */
export function decodeDream(dream: string, snapshot: Snapshot): SavedDream {
  const { arrays, metadata } = contentsOf(snapshot);
  const [z, h, c, actions] = ARRAYS.map((name) => arrays.get(name));
  const { steps, phase, noise, seeds } = metadata;
  if (metadata["dream"] !== dream || !z || !h || !c || !actions || !phase || !noise || !seeds)
    throw new StateError(
      "restore: a snapshot of this dream, its model and its temperature, is required, got another's",
    );
  const rngOf = (json: string): Rng => restoreRng(JSON.parse(json) as RngState);
  const state = { z, h, c, actions, steps: Number(steps), phase: phase as DreamPhase, noise: rngOf(noise) };
  return { state, seeds: rngOf(seeds) };
}

function contentsOf(snapshot: Snapshot): ReturnType<typeof decodeSafeTensors> {
  try {
    return decodeSafeTensors(snapshot.bytes, "restore");
  } catch (cause) {
    throw new StateError("restore: a snapshot of this dream is required, { bytes: Uint8Array }, got something else", {
      cause,
    });
  }
}
