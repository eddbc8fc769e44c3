/** Measures what M is trained on. */
import type { TrainedRange } from "../models/trained-range.ts";
import type { LatentSequence } from "./sequence.ts";

const ROWS = 512;

/** The ranges of the posteriors' means, and of rewards divided by `rewardScale`. */
export function trainedRangeOf(
  sequences: readonly LatentSequence[],
  { latents, rewardScale }: { readonly latents: number; readonly rewardScale: number },
): TrainedRange {
  const low = new Array<number>(latents).fill(Number.POSITIVE_INFINITY);
  const high = new Array<number>(latents).fill(Number.NEGATIVE_INFINITY);
  const reward = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
  const posteriors = new Float32Array(ROWS * 2 * latents);
  const rewards = new Float32Array(ROWS);
  for (const sequence of sequences) {
    for (const { from, count } of stretches(sequence.decisions + 1)) {
      sequence.readInto("posterior", from, count, posteriors);
      for (let at = 0; at < count * latents; at++) {
        const [row, latent] = [Math.floor(at / latents), at % latents];
        const mean = posteriors[row * 2 * latents + latent]!;
        low[latent] = Math.min(low[latent]!, mean);
        high[latent] = Math.max(high[latent]!, mean);
      }
    }
    for (const { from, count } of stretches(sequence.decisions)) {
      sequence.readInto("rewards", from, count, rewards);
      for (const earned of rewards.subarray(0, count)) {
        reward.low = Math.min(reward.low, earned / rewardScale);
        reward.high = Math.max(reward.high, earned / rewardScale);
      }
    }
  }
  return { z: { low, high }, reward };
}

function stretches(rows: number): readonly { readonly from: number; readonly count: number }[] {
  return Array.from({ length: Math.ceil(rows / ROWS) }, (_, index) => ({
    from: index * ROWS,
    count: Math.min(ROWS, rows - index * ROWS),
  }));
}
