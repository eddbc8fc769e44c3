/** Losses of M. */
import { log } from "../../sim/core/index.ts";
import { add, exp, multiply, negate, scale, softplus, square, subtract } from "../autodiff/elementwise.ts";
import { reshape } from "../autodiff/layout.ts";
import { logSumExp, reduceMean } from "../autodiff/reductions.ts";
import { constant, type Value } from "../autodiff/value.ts";
import type { Mixture } from "../models/mdn-rnn.ts";

const HALF_LOG_TWO_PI = 0.5 * log(2 * Math.PI);

/**
 * Mean negative log-likelihood of the next z, per latent dimension, under a mixture of its own for each dimension
 * (Bishop 1994, eq. 26; Graves 2013, eq. 23–26). mixtureLogits, mean, logDeviation [B,K,Z], target [B,Z] → [].
 */
export function mixtureNegativeLogLikelihood({ mixtureLogits, mean, logDeviation }: Mixture, target: Value): Value {
  const [rows, latents] = [target.shape[0] ?? 0, target.shape[1] ?? 0];
  const distance = multiply(subtract(reshape(target, [rows, 1, latents]), mean), exp(negate(logDeviation)));
  const logDensity = subtract(scale(square(distance), -0.5), logDeviation);
  const logJoint = logSumExp(add(mixtureLogits, logDensity), 1);
  const normaliser = logSumExp(mixtureLogits, 1);
  return add(reduceMean(subtract(normaliser, logJoint)), constant(HALF_LOG_TWO_PI));
}

/** Mean of softplus(x) − target·x: the cross-entropy of a Bernoulli with logit x. logit, target [B,1] → []. */
export function bernoulliCrossEntropy(logit: Value, target: Value): Value {
  return reduceMean(subtract(softplus(logit), multiply(target, logit)));
}

/** Mean of squared differences. a, b the same shape → []. */
export function meanSquaredError(a: Value, b: Value): Value {
  return reduceMean(square(subtract(a, b)));
}
