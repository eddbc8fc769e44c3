/** The loss of M over sequences with given z. */
import { add, scale } from "../autodiff/elementwise.ts";
import { constant, input, type Value } from "../autodiff/value.ts";
import type { Rnn } from "../models/mdn-rnn.ts";
import { bernoulliCrossEntropy, meanSquaredError, mixtureNegativeLogLikelihood } from "./mdn-loss.ts";
import type { LossAndMetrics } from "./vae-loss.ts";

export interface SequenceSize {
  /** B */
  readonly batch: number;
  /** T */
  readonly steps: number;
}

export interface RnnLossWeights {
  readonly reward: number;
  /** Ha & Schmidhuber weigh termination tenfold where it is rare. */
  readonly termination: number;
}

/**
 * Inputs, step by step: `z` [T·B,Z], `action` [T·B,A], `nextZ` [T·B,Z], `reward` and `terminated` [T·B,1].
 * h and c start at zero. Metrics: `nll` (nats per latent dimension), and, of the outcomes that M predicts,
 * `rewardError` and `terminationLoss`. The loss is `nll` and these two, weighted.
 */
export function rnnLoss(rnn: Rnn, { batch, steps }: SequenceSize, weights: RnnLossWeights): LossAndMetrics {
  const { latents, actions, hidden } = rnn.options;
  const rows = batch * steps;
  const zeros = constant(new Float32Array(batch * hidden), [batch, hidden]);
  const prediction = rnn.sequence(
    input("z", [rows, latents]),
    input("action", [rows, actions]),
    { h: zeros, c: zeros },
    steps,
  );
  const nll = mixtureNegativeLogLikelihood(prediction, input("nextZ", [rows, latents]));
  let loss = nll;
  const metrics: Record<string, Value> = { nll };
  if (rnn.options.reward) {
    metrics["rewardError"] = meanSquaredError(prediction.reward, input("reward", [rows, 1]));
    loss = add(loss, scale(metrics["rewardError"], weights.reward));
  }
  if (rnn.options.termination) {
    metrics["terminationLoss"] = bernoulliCrossEntropy(prediction.termination, input("terminated", [rows, 1]));
    loss = add(loss, scale(metrics["terminationLoss"], weights.termination));
  }
  return { loss, metrics };
}
