/** The likelihood of a mixture density. */
import { reduceSum } from "../autodiff/broadcast.ts";
import { add, exp, multiply, negate, scale, square, subtract } from "../autodiff/elementwise.ts";
import { reshape } from "../autodiff/layout.ts";
import { within } from "../autodiff/place.ts";
import { logSumExp, reduceMean } from "../autodiff/reductions.ts";
import { requireShape } from "../autodiff/require-shape.ts";
import { constant, type Value } from "../autodiff/value.ts";
import type { Mixture } from "../models/mixture.ts";
import { HALF_LOG_TWO_PI } from "./losses.ts";

/**
 * Mean negative log-likelihood of the next z, per latent dimension, under a mixture of its own for each dimension (Ha &
 * Schmidhuber 2018, appendix A.2), or under a joint one, whose components are Gaussians over the whole z with a deviation for each dimension
 * (after Bishop 1994, eq. 26, whose have one for all). mixtureLogits [B,K,Z], joint [B,K,1], mean, logDeviation [B,K,Z], target [B,Z] → [].
 */
export function mixtureNegativeLogLikelihood({ mixtureLogits, mean, logDeviation }: Mixture, target: Value): Value {
  return within("loss mixtureNegativeLogLikelihood", () => {
    const [rows, mixtures, latents] = [mean.shape[0] ?? 0, mean.shape[1] ?? 0, mean.shape[2] ?? 0];
    const joint = mixtureLogits.shape[2] === 1;
    const draws = joint ? 1 : latents;
    requireShape("mixtureLogits", mixtureLogits, joint ? "[B,K,1]" : "[B,K,Z]", [rows, mixtures, draws]);
    requireShape("logDeviation", logDeviation, "[B,K,Z]", [rows, mixtures, latents]);
    requireShape("target", target, "[B,Z]", [rows, latents]);
    const distance = multiply(subtract(reshape(target, [rows, 1, latents]), mean), exp(negate(logDeviation)));
    const logDensity = subtract(scale(square(distance), -0.5), logDeviation);
    const ofDraw = joint ? reduceSum(logDensity, [2], true) : logDensity;
    const logJoint = logSumExp(add(mixtureLogits, ofDraw), 1);
    const normaliser = logSumExp(mixtureLogits, 1);
    const perDraw = reduceMean(subtract(normaliser, logJoint));
    return add(joint ? scale(perDraw, 1 / latents) : perDraw, constant(HALF_LOG_TWO_PI));
  });
}
