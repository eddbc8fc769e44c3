/** Reductions over axes beyond the plain sum, composed of primitives. */
import { reduceMaxDetached, reduceSum } from "./broadcast.ts";
import { add, exp, log, scale, subtract } from "./elementwise.ts";
import { reshape } from "./layout.ts";
import { sizeOf, type Value } from "./value.ts";

/** Mean over the given axes, all of them by default. */
export function reduceMean(
  x: Value,
  axes: readonly number[] = x.shape.map((_, axis) => axis),
  keepDims = false,
): Value {
  const count = sizeOf(axes.map((axis) => x.shape[axis] ?? 1));
  return scale(reduceSum(x, axes, keepDims), 1 / count);
}

/** log Σ exp x over one axis, shifted by the maximum so that it cannot overflow. */
export function logSumExp(x: Value, axis: number): Value {
  const shift = reduceMaxDetached(x, [axis], true);
  const sum = reduceSum(exp(subtract(x, shift)), [axis], true);
  return reshape(add(log(sum), shift), x.shape.toSpliced(axis, 1));
}

/** log softmax x over one axis: finite also where the softmax itself would round to 0. */
export function logSoftmax(x: Value, axis: number): Value {
  const shifted = subtract(x, reduceMaxDetached(x, [axis], true));
  return subtract(shifted, log(reduceSum(exp(shifted), [axis], true)));
}
