/** What the actor is trained for: returns of its dreams, and not to decide too early. */
import { add, divide, multiply, negate, scale, stopGradient } from "../autodiff/elementwise.ts";
import { within } from "../autodiff/place.ts";
import { reduceMean } from "../autodiff/reductions.ts";
import type { Value } from "../autodiff/value.ts";

export interface ActorLossInput {
  /** Through which gradients reach the actor. [T·B,1] */
  readonly returns: Value;
  /** Estimates. [T·B,1] */
  readonly entropies: Value;
  /** Probability that the task goes on until the decision, discounted; constant for the gradient. [T·B,1] */
  readonly weights: Value;
  /** What returns are divided by; constant for the gradient. [] */
  readonly divisor: Value;
  /** η: what a nat of entropy is worth, in ranges of returns. */
  readonly entropyBonus: number;
}

/** −mean w (R / S + η H): Hafner et al. 2020, eq. 7, with the entropy bonus and the scale of Hafner et al. 2023. → [] */
export function actorLoss({ returns, entropies, weights, divisor, entropyBonus }: ActorLossInput): Value {
  return within("loss actor", () => {
    const worth = add(divide(returns, stopGradient(divisor)), scale(entropies, entropyBonus));
    return negate(reduceMean(multiply(stopGradient(weights), worth)));
  });
}
