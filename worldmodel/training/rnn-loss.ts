/** The loss of M over sequences with given z. */
import { add, scale } from "../autodiff/elementwise.ts";
import { constant, input, type Value } from "../autodiff/value.ts";
import type { Rnn } from "../models/mdn-rnn.ts";
import { bernoulliCrossEntropy, meanSquaredError } from "./losses.ts";
import { mixtureNegativeLogLikelihood } from "./mdn-loss.ts";
import type { LossAndMetrics } from "./vae-loss.ts";

export interface SequenceSize {
  /** B */
  readonly batch: number;
  /** T */
  readonly steps: number;
  /** U: decisions before the T on which h and c are warmed up, without loss and gradient; 0 for none. */
  readonly burnIn: number;
}

export interface RnnLossWeights {
  readonly reward: number;
  /** Ha & Schmidhuber weigh termination tenfold where it is rare. */
  readonly termination: number;
}

/**
 * Inputs, step by step: `z` [T·B,Z], `action` [T·B,A], `nextZ` [T·B,Z], `reward` and `terminated` [T·B,1]; of the decisions before,
 * `pastZ` [U·B,Z], `pastAction` [U·B,A] and `past` [U·B,1], which is 0 before an episode's first decision and else 1.
 * h and c start at zero where the window has no past. Metrics: `nll` (nats per latent dimension), and, of the outcomes that M predicts,
 * `rewardError` and `terminationLoss`. The loss is `nll` and these two, weighted.
 */
export function rnnLoss(rnn: Rnn, { batch, steps, burnIn }: SequenceSize, weights: RnnLossWeights): LossAndMetrics {
  const { latents, actions, hidden } = rnn.options;
  const rows = batch * steps;
  const before = burnIn * batch;
  const zeros = constant(new Float32Array(batch * hidden), [batch, hidden]);
  const start =
    burnIn > 0
      ? rnn.burnIn(
          input("pastZ", [before, latents]),
          input("pastAction", [before, actions]),
          input("past", [before, 1]),
          burnIn,
        )
      : { h: zeros, c: zeros };
  const prediction = rnn.sequence(input("z", [rows, latents]), input("action", [rows, actions]), start, steps);
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
