/** Draws of the next z from M's mixture, in a graph. */
import { type Rng, ShapeError } from "../../sim/core/index.ts";
import { reduceMaxDetached, reduceSum } from "../autodiff/broadcast.ts";
import { add, exp, greater, log, multiply, negate, scale, subtract } from "../autodiff/elementwise.ts";
import { constant, showShape, type Value } from "../autodiff/value.ts";
import type { Mixture } from "./mixture.ts";

/** What one draw of z is made of. */
export interface LatentDraw {
  /** Standard normal. [B,1,Z] */
  readonly deviate: Value;
  /** Of `gumbel`, in the shape of the mixture's logits. [B,K,Z], joint [B,K,1] */
  readonly preference: Value;
}

/** Uniform draws for `gumbel`. They keep clear of 0 and 1, whose logarithms it cannot use in float32. */
export function fillUniform(out: Float32Array, rng: Rng): void {
  for (let index = 0; index < out.length; index++) out[index] = 1e-6 + (1 - 2e-6) * rng.uniform();
}

/** Standard Gumbel draws from uniform ones in (0, 1). */
export function gumbel(uniform: Value): Value {
  return negate(log(negate(log(uniform))));
}

/**
 * Draws the component by the Gumbel-max trick, then the value within it, at temperature τ: logits over τ, deviations times √τ (Ha &
 * Schmidhuber 2018, appendix A.2). A ShapeError where the mean is not [B,K,Z]. → [B,Z]
 */
export function drawLatent(mixture: Mixture, { deviate, preference }: LatentDraw, temperature: number): Value {
  const { mixtureLogits, mean, logDeviation } = mixture;
  if (mean.shape.length !== 3) throw new ShapeError(`drawLatent: mean must be [B,K,Z], got ${showShape(mean.shape)}`);
  const score = add(scale(mixtureLogits, 1 / temperature), preference);
  const chosen = subtract(constant(1), greater(reduceMaxDetached(score, [1], true), score));
  const noise = scale(deviate, Math.sqrt(temperature));
  return reduceSum(multiply(chosen, add(mean, multiply(exp(logDeviation), noise))), [1]);
}
