/** The actor: a policy on the belief, as a Gaussian squashed by tanh. */
import { type BoxSpace, log, ShapeError, SpecError } from "../../sim/core/index.ts";
import { reduceSum } from "../autodiff/broadcast.ts";
import {
  add,
  log as logOf,
  multiply,
  negate,
  scale,
  sigmoid,
  softplus,
  square,
  subtract,
  tanh,
} from "../autodiff/elementwise.ts";
import { split } from "../autodiff/layout.ts";
import { constant, type Value } from "../autodiff/value.ts";
import { inLayer } from "../layers/in-layer.ts";
import { controllerFeatureValues } from "../models/controller.ts";
import { HALF_LOG_TWO_PI } from "../training/losses.ts";
import { perceptron } from "./perceptron.ts";
import { ACTOR, type BeliefValues, type PolicyOptions } from "./policy.ts";

/** Normal before the tanh. [B,A] each. */
export interface ActionDistribution {
  readonly mean: Value;
  readonly deviation: Value;
}

export type Actor = (belief: BeliefValues) => ActionDistribution;

/** Means before the tanh stay within ±5, where it still has a slope (Hafner et al. 2020, appendix A). */
const MEAN_BOUND = 5;
/** Of deviations, as in Hafner et al. 2023: an actor never stops to explore in its dreams. */
const [LEAST_DEVIATION, MOST_DEVIATION] = [0.1, 1];
/** Added before the sigmoid, so that deviations begin near the upper bound. */
const DEVIATION_START = 2;

/** Parameters `actor.<n>`. */
export function actor({ inputs, hidden }: Pick<PolicyOptions, "inputs" | "hidden">, actions: number): Actor {
  const network = perceptron(ACTOR, hidden, 2 * actions);
  return (belief) =>
    inLayer(ACTOR, () => {
      const [mean, spread] = split(network(controllerFeatureValues(belief, inputs)), 1, [actions, actions]);
      if (!mean || !spread) throw new ShapeError("actor: a mean and a deviation required, got fewer");
      const share = sigmoid(add(spread, constant(DEVIATION_START)));
      return {
        mean: scale(tanh(scale(mean, 1 / MEAN_BOUND)), MEAN_BOUND),
        deviation: add(scale(share, MOST_DEVIATION - LEAST_DEVIATION), constant(LEAST_DEVIATION)),
      };
    });
}

/** The action that the actor thinks best: tanh of the mean. → [B,A] in (−1, 1) */
export function meanAction({ mean }: ActionDistribution): Value {
  return tanh(mean);
}

/** tanh(mean + deviation · noise), and −log π of it, which estimates the entropy. noise [B,A] → action [B,A] in (−1, 1), entropy [B,1] */
export function sampleAction(
  { mean, deviation }: ActionDistribution,
  noise: Value,
): { readonly action: Value; readonly entropy: Value } {
  const raw = add(mean, multiply(deviation, noise));
  // −log N(raw) + log(1 − tanh² raw), the latter as 2 (log 2 − raw − softplus(−2 raw)), which does not underflow (Haarnoja et al. 2018, appendix C).
  const gaussian = add(add(scale(square(noise), 0.5), logOf(deviation)), constant(HALF_LOG_TWO_PI));
  const slope = scale(subtract(subtract(constant(log(2)), raw), softplus(scale(negate(raw), 2))), 2);
  return { action: tanh(raw), entropy: reduceSum(add(gaussian, slope), [1], true) };
}

/** Actions in [−1, 1] in a space's own units, which M knows. A SpecError where the space has no finite bounds. [B,A] → [B,A] */
export function inActionUnits({ low, high }: Pick<BoxSpace, "low" | "high">, action: Value): Value {
  const unbounded = low.findIndex((least, at) => !Number.isFinite((high[at] ?? Number.NaN) - least));
  if (unbounded >= 0)
    throw new SpecError(
      `actor: action ${unbounded} must have finite bounds, got [${low[unbounded]}, ${high[unbounded]}]`,
    );
  const row = (of: (low: number, high: number) => number): Value =>
    constant(
      Float32Array.from(low, (least, at) => of(least, high[at] ?? 0)),
      [1, low.length],
    );
  return add(
    multiply(
      action,
      row((least, most) => (most - least) / 2),
    ),
    row((least, most) => (least + most) / 2),
  );
}
