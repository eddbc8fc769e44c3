/** Losses that do not belong to one model, each the mean over all elements or rows. */
import { log } from "../../sim/core/index.ts";
import { reduceSum } from "../autodiff/broadcast.ts";
import { add, clip, exp, multiply, negate, scale, softplus, square, subtract } from "../autodiff/elementwise.ts";
import { within } from "../autodiff/place.ts";
import { logSoftmax, reduceMean } from "../autodiff/reductions.ts";
import { requireShape } from "../autodiff/require-shape.ts";
import { constant, type Value } from "../autodiff/value.ts";

/** Of the Gaussian's density. */
export const HALF_LOG_TWO_PI: number = 0.5 * log(2 * Math.PI);

/** Mean of (prediction − target)². Any shape, the same for both → []. */
export function meanSquaredError(prediction: Value, target: Value): Value {
  return within("loss meanSquaredError", () => {
    requireShape("target", target, "[B,…]", prediction.shape);
    return reduceMean(square(subtract(prediction, target)));
  });
}

/** Mean of softplus(x) − target·x: the cross-entropy of a Bernoulli with logit x. logit and target in [0, 1] have the same shape → []. */
export function bernoulliCrossEntropy(logit: Value, target: Value): Value {
  return within("loss bernoulliCrossEntropy", () => {
    requireShape("target", target, "[B,…]", logit.shape);
    return reduceMean(subtract(softplus(logit), multiply(target, logit)));
  });
}

/** Mean of −Σ target · log softmax(logits) over the classes, in nats. logits, target (probabilities, or one-hot) [B,classes] → []. */
export function categoricalCrossEntropy(logits: Value, target: Value): Value {
  return within("loss categoricalCrossEntropy", () => {
    const classes = logits.shape.length - 1;
    requireShape("target", target, "[B,classes]", logits.shape);
    return negate(reduceMean(reduceSum(multiply(target, logSoftmax(logits, classes)), [classes])));
  });
}

/** The mean and log standard deviation of a Gaussian for each element, of one shape. */
export interface Gaussian {
  readonly mean: Value;
  readonly logDeviation: Value;
}

/** Mean of −log N(target; mean, σ²), σ = exp logDeviation, in nats per element. target has their shape → []. */
export function gaussianNegativeLogLikelihood({ mean, logDeviation }: Gaussian, target: Value): Value {
  return within("loss gaussianNegativeLogLikelihood", () => {
    requireShape("logDeviation", logDeviation, "[B,…]", mean.shape);
    requireShape("target", target, "[B,…]", mean.shape);
    const distance = multiply(subtract(target, mean), exp(negate(logDeviation)));
    return add(reduceMean(add(scale(square(distance), 0.5), logDeviation)), constant(HALF_LOG_TWO_PI));
  });
}

/**
 * Mean of ½e² where the error e = prediction − target is at most `threshold` in size, and of threshold · (|e| − ½ threshold) beyond
 * (Huber 1964). Any shape, the same for both → [].
 */
export function huber(prediction: Value, target: Value, threshold = 1): Value {
  return within("loss huber", () => {
    requireShape("target", target, "[B,…]", prediction.shape);
    const error = subtract(prediction, target);
    // With b the error bounded to ±threshold, both branches are b · (e − ½b), and b is the derivative.
    const bounded = clip(error, -threshold, threshold);
    return reduceMean(multiply(bounded, subtract(error, scale(bounded, 0.5))));
  });
}
