/** How far returns spread: what the actor's objective is divided by. */
import { add, divide, relu, scale, subtract } from "../autodiff/elementwise.ts";
import { reshape, split } from "../autodiff/layout.ts";
import { oneMinusPower } from "../autodiff/one-minus-power.ts";
import { within } from "../autodiff/place.ts";
import { STEP_INPUT } from "../autodiff/training-step.ts";
import { constant, input, type Value } from "../autodiff/value.ts";
import { quantilesDetached } from "./quantiles.ts";

/** Of a step, about the last 100 updates; the fractions between which the range lies; and the least that is divided by (Hafner et al. 2023). */
const DECAY = 0.99;
const FRACTIONS: readonly [number, number] = [0.05, 0.95];
const FLOOR = 1;

/** Name of the array that one step leaves to the next. */
export const RETURN_RANGE = "returnRange/average";

export interface ReturnRange {
  /** The moving average, without its correction for the beginning: what is carried. [] */
  readonly next: Value;
  /** What returns are divided by: the corrected average, 1 at least. [] */
  readonly divisor: Value;
}

/** Range from the 5th to the 95th percentile of the returns, averaged over updates (Hafner et al. 2023, "Actor learning"). returns of any shape. */
export function returnRange(returns: Value): ReturnRange {
  return within("return range", () => {
    const [low, high] = split(quantilesDetached(returns, FRACTIONS), 0, [1, 1]);
    const range = reshape(subtract(high as Value, low as Value), []);
    const next = add(scale(input(RETURN_RANGE, []), DECAY), scale(range, 1 - DECAY));
    const average = divide(next, oneMinusPower(DECAY, input(STEP_INPUT, [])));
    return { next, divisor: add(relu(subtract(average, constant(FLOOR))), constant(FLOOR)) };
  });
}
