/** The loss of V: reconstruction and divergence from the prior. */
import { reduceSum } from "../autodiff/broadcast.ts";
import { add, exp, greater, multiply, scale, square, subtract } from "../autodiff/elementwise.ts";
import { reduceMean } from "../autodiff/reductions.ts";
import { constant, input, type Value } from "../autodiff/value.ts";
import type { Posterior } from "../models/autoencoder.ts";
import { samplePosterior, type Vae } from "../models/vae.ts";

export interface VaeLossOptions {
  /** Standard deviation that the decoder's Gaussian has, in normalised units: how exact reconstructions have to be. */
  readonly reconstructionStd: number;
  /** Divergence per latent dimension below which there is no pressure (Ha & Schmidhuber: 0.5 with pixels). Nats. */
  readonly divergenceTolerance: number;
}

export interface LossAndMetrics {
  readonly loss: Value;
  readonly metrics: Readonly<Record<string, Value>>;
}

/** Inputs `observation` [B,O] and `noise` [B,Z]. Metrics: `reconstruction` (mean squared error, normalised units), `divergence` (nats). */
export function vaeLoss(vae: Vae, batch: number, options: VaeLossOptions): LossAndMetrics {
  const observation = input("observation", [batch, vae.options.observations]);
  const noise = input("noise", [batch, vae.options.latents]);
  const posterior = vae.encode(observation);
  const reconstructed = vae.decodeSeen(samplePosterior(posterior, noise));
  const squaredError = square(subtract(reconstructed, vae.see(observation)));
  const likelihoodTerm = scale(
    reduceMean(reduceSum(squaredError, [1])),
    0.5 / (options.reconstructionStd * options.reconstructionStd),
  );
  const divergence = divergenceFromPrior(posterior);
  const tolerated = options.divergenceTolerance * vae.options.latents;
  return {
    loss: add(likelihoodTerm, reduceMean(atLeast(divergence, tolerated))),
    metrics: { reconstruction: reduceMean(squaredError), divergence: reduceMean(divergence) },
  };
}

/** KL(N(mu, σ²) ‖ N(0, 1)) summed over Z: ½ Σ (mu² + σ² − log σ² − 1). → [B] */
function divergenceFromPrior({ mu, logVar }: Posterior): Value {
  const perLatent = subtract(subtract(add(square(mu), exp(logVar)), logVar), constant(1));
  return scale(reduceSum(perLatent, [1]), 0.5);
}

/** max(x, floor), with no gradient below the floor. */
function atLeast(x: Value, floor: number): Value {
  if (floor === 0) return x;
  const above = greater(x, constant(floor));
  return add(multiply(x, above), scale(subtract(constant(1), above), floor));
}
