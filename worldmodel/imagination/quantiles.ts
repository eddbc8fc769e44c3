/** Quantiles of a batch, without sorting it. */
import { reduceMaxDetached, reduceSum } from "../autodiff/broadcast.ts";
import { add, greater, multiply, negate, scale, stopGradient, subtract } from "../autodiff/elementwise.ts";
import { reshape } from "../autodiff/layout.ts";
import { constant, sizeOf, type Value } from "../autodiff/value.ts";

/** Halvings: quantiles are exact to 2⁻¹⁶ of the range of x. */
const HALVINGS = 16;

/**
 * For each fraction the least number that so much of x does not exceed, by bisection between x's extremes, as constants for the
 * gradient. x of any shape → [fractions]
 */
export function quantilesDetached(x: Value, fractions: readonly number[]): Value {
  const count = sizeOf(x.shape);
  const row = stopGradient(reshape(x, [1, count]));
  const wanted = constant(
    Float32Array.from(fractions, (fraction) => fraction * count),
    [fractions.length, 1],
  );
  const bounds = (side: Value): Value => add(side, constant(new Float32Array(fractions.length), [fractions.length, 1]));
  let low = bounds(negate(reduceMaxDetached(negate(row), [1], true)));
  let high = bounds(reduceMaxDetached(row, [1], true));
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = scale(add(low, high), 0.5);
    const above = reduceSum(greater(row, middle), [1], true);
    // 1 where too little of x lies at or below the middle: the quantile is above it.
    const up = greater(wanted, subtract(constant(count), above));
    const half = subtract(middle, low);
    low = add(low, multiply(up, half));
    high = subtract(high, multiply(subtract(constant(1), up), half));
  }
  return reshape(high, [fractions.length]);
}
