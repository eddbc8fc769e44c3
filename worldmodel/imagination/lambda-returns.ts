/** What a dreamed stretch is worth: TD(λ) returns. */
import { ShapeError } from "../../sim/core/index.ts";
import { add, multiply, scale } from "../autodiff/elementwise.ts";
import { within } from "../autodiff/place.ts";
import type { Value } from "../autodiff/value.ts";

export interface LambdaReturnsInput {
  /** Of each of T decisions. [B,1] each */
  readonly rewards: readonly Value[];
  /** γ · (1 − p), with p the probability that the decision ends the task. [B,1] each */
  readonly discounts: readonly Value[];
  /** What the critic expects after each decision. [B,1] each */
  readonly values: readonly Value[];
  /** 0 trusts the critic after one decision, 1 only after the last. */
  readonly lambda: number;
}

/** Rₜ = rₜ + dₜ ((1 − λ) vₜ₊₁ + λ Rₜ₊₁) with R_T = v_T (Hafner et al. 2020, eq. 6, written as in Hafner et al. 2021, eq. 4). → T of [B,1] */
export function lambdaReturns({ rewards, discounts, values, lambda }: LambdaReturnsInput): readonly Value[] {
  return within("lambda returns", () => {
    const returns: Value[] = [];
    let next = values.at(-1);
    for (let t = rewards.length - 1; t >= 0; t--) {
      const [reward, discount, value] = [rewards[t], discounts[t], values[t]];
      if (!reward || !discount || !value || !next)
        throw new ShapeError(
          `lambdaReturns: ${rewards.length} discounts and values required, got ${discounts.length} and ${values.length}`,
        );
      const after = t === rewards.length - 1 ? next : add(scale(value, 1 - lambda), scale(next, lambda));
      next = add(reward, multiply(discount, after));
      returns.unshift(next);
    }
    return returns;
  });
}
