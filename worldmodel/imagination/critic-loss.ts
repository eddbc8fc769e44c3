/** What the critic is trained for: to tell the returns that the dreams had. */
import { multiply, scale, square, stopGradient, subtract } from "../autodiff/elementwise.ts";
import { within } from "../autodiff/place.ts";
import { reduceMean } from "../autodiff/reductions.ts";
import type { Value } from "../autodiff/value.ts";

export interface CriticLossInput {
  /** What it expected before each decision. [T·B,1] */
  readonly values: Value;
  /** λ-returns; constants for the gradient. [T·B,1] */
  readonly returns: Value;
  /** As of the actor's loss. [T·B,1] */
  readonly weights: Value;
  readonly discount: number;
}

/** mean ½ w ((1 − γ) (v − R))²: Hafner et al. 2020, eq. 8, in the units of the critic's network. → [] */
export function criticLoss({ values, returns, weights, discount }: CriticLossInput): Value {
  return within("loss critic", () => {
    const error = scale(subtract(values, stopGradient(returns)), 1 - discount);
    return scale(reduceMean(multiply(stopGradient(weights), square(error))), 0.5);
  });
}
