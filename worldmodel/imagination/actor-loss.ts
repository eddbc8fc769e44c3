/** What the actor is trained for: returns of its dreams, and not to decide too early. */
import { add, divide, multiply, negate, scale, stopGradient, subtract } from "../autodiff/elementwise.ts";
import { within } from "../autodiff/place.ts";
import { reduceMean } from "../autodiff/reductions.ts";
import type { Value } from "../autodiff/value.ts";

/**
 * How what a dream returned reaches the actor. `dynamics`: the gradient of the return goes through M to what was done (Hafner et al. 2020).
 * `likelihood`: what was done becomes likelier the more it returned than the critic expected (Williams 1992; Hafner et al. 2023), which
 * asks nothing of M but its draws.
 */
export const ACTOR_GRADIENTS = ["dynamics", "likelihood"] as const;
export type ActorGradient = (typeof ACTOR_GRADIENTS)[number];

export interface ActorLossInput {
  readonly gradient: ActorGradient;
  /** With `dynamics` gradients go through them. [T·B,1] */
  readonly returns: Value;
  /** What the critic expected. [T·B,1] */
  readonly expected: Value;
  /** log π of what was done. [T·B,1] */
  readonly logLikelihoods: Value;
  /** Estimates. [T·B,1] */
  readonly entropies: Value;
  /** Probability that the task goes on until the decision, discounted; constant for the gradient. [T·B,1] */
  readonly weights: Value;
  /** What returns are divided by; constant for the gradient. [] */
  readonly divisor: Value;
  /** η: what a nat of entropy is worth, in ranges of returns. */
  readonly entropyBonus: number;
}

/** −mean w (R / S + η H), or −mean w (log π · (R − v) / S + η H): Hafner et al. 2020, eq. 7, and 2023, eq. 11. → [] */
export function actorLoss(terms: ActorLossInput): Value {
  return within("loss actor", () => {
    const worth = add(objective(terms), scale(terms.entropies, terms.entropyBonus));
    return negate(reduceMean(multiply(stopGradient(terms.weights), worth)));
  });
}

function objective({ gradient, returns, expected, logLikelihoods, divisor }: ActorLossInput): Value {
  if (gradient === "dynamics") return divide(returns, stopGradient(divisor));
  return multiply(logLikelihoods, stopGradient(divide(subtract(returns, expected), divisor)));
}
