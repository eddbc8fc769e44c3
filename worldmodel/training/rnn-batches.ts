/** Batches of M, put together on the CPU. */
import type { Rng } from "../../sim/core/index.ts";
import type { RnnOptions } from "../models/mdn-rnn.ts";
import type { BatchAt } from "./batch-at.ts";
import type { SequenceSize } from "./rnn-loss.ts";
import { rnnWindows } from "./rnn-windows.ts";
import type { LatentSequence } from "./sequence.ts";

export interface RnnBatchOptions {
  readonly model: Pick<RnnOptions, "latents" | "actions">;
  readonly size: SequenceSize;
  readonly rewardScale: number;
}

/** Windows as `rnnWindows` draws them; z is sampled anew from its posterior each time (Ha & Schmidhuber, A.2). */
export function rnnBatches(
  sequences: readonly LatentSequence[],
  { model: { latents, actions }, size, rewardScale }: RnnBatchOptions,
  rng: Rng,
): BatchAt {
  const { batch, steps, burnIn } = size;
  const windows = rnnWindows(sequences, size, latents, rng);
  return (update) => {
    const rows = batch * steps;
    const z = new Float32Array(rows * latents);
    const nextZ = new Float32Array(rows * latents);
    const action = new Float32Array(rows * actions);
    const reward = new Float32Array(rows);
    const terminated = new Float32Array(rows);
    const pastZ = new Float32Array(burnIn * batch * latents);
    const pastAction = new Float32Array(burnIn * batch * actions);
    const past = new Float32Array(burnIn * batch);
    const sampled = new Float32Array((burnIn + steps + 1) * latents);
    const posterior = new Float32Array(2 * sampled.length);
    const taken = new Float32Array((burnIn + steps) * actions);
    const earned = new Float32Array(steps);
    windows(update, (b, { sequence: index, start, before, noise }) => {
      const sequence = sequences[index]!;
      // Beyond an end all stays as it was, without actions and rewards.
      const inside = Math.min(steps, sequence.decisions - start);
      sequence.readInto("posterior", start - before, before + inside + 1, posterior);
      sequence.readInto("actions", start - before, before + inside, taken.fill(0));
      sequence.readInto("rewards", start, inside, earned.fill(0));
      for (let t = 0; t <= before + steps; t++) {
        const row = Math.min(t, before + inside) * 2 * latents;
        for (let k = 0; k < latents; k++) {
          const mu = posterior[row + k]!;
          const std = posterior[row + latents + k]!;
          // Rounded like the device's product.
          sampled[t * latents + k] = mu + Math.fround(std * noise[t * latents + k]!);
        }
      }
      const zAt = (t: number): Float32Array => sampled.subarray(t * latents, (t + 1) * latents);
      const actionAt = (t: number): Float32Array => taken.subarray(t * actions, (t + 1) * actions);
      for (let t = 0; t < before; t++) {
        const row = (burnIn - before + t) * batch + b;
        pastZ.set(zAt(t), row * latents);
        pastAction.set(actionAt(t), row * actions);
        past[row] = 1;
      }
      for (let t = 0; t < steps; t++) {
        const row = t * batch + b;
        z.set(zAt(before + t), row * latents);
        nextZ.set(zAt(before + t + 1), row * latents);
        action.set(actionAt(before + t), row * actions);
        reward[row] = earned[t]! / rewardScale;
        terminated[row] = terminates(sequence, start + t);
      }
    });
    return { z, nextZ, action, reward, terminated, pastZ, pastAction, past };
  };
}

/** 1 for the decision that ends the task, and behind it. */
export function terminates({ terminated, decisions }: LatentSequence, decision: number): number {
  return terminated && decision + 1 >= decisions ? 1 : 0;
}
