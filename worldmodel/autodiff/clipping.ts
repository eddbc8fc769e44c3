/** Bounds on gradients. */
import { reduceSum } from "./broadcast.ts";
import { add, clip, divide, multiply, relu, sqrt, square, subtract } from "./elementwise.ts";
import { reshape } from "./layout.ts";
import { columnSums } from "./matmul.ts";
import type { OptimiserOptions } from "./optimiser.ts";
import { constant, sizeOf, type Value } from "./value.ts";

/** Gradients whose norm together is `norm`, scaled down to the bound on it; then each element within the bound on elements. */
export function clipped(
  gradients: readonly Value[],
  norm: Value,
  { clipNorm, clipValue }: Pick<OptimiserOptions, "clipNorm" | "clipValue">,
): readonly Value[] {
  const share = clipNorm === null ? undefined : shareWithin(norm, clipNorm);
  const scaled = share ? gradients.map((gradient) => multiply(gradient, share)) : gradients;
  return clipValue === null ? scaled : scaled.map((gradient) => clip(gradient, -clipValue, clipValue));
}

/** bound / max(norm, bound): exactly 1 where nothing is to be done. */
function shareWithin(norm: Value, bound: number): Value {
  return divide(constant(bound), add(constant(bound), relu(subtract(norm, constant(bound)))));
}

/** Euclidean norm of all the arrays' elements together. → [] */
export function globalNorm(arrays: readonly Value[]): Value {
  const squares = arrays.map(sumOfSquares);
  return sqrt(squares.reduce((sum, term) => add(sum, term), constant(0)));
}

/** Column by column first, as a product: a reduction of millions of numbers to one is slow on a GPU. → [] */
function sumOfSquares(x: Value): Value {
  const rows = x.shape.length < 2 ? 1 : (x.shape[0] ?? 1);
  const squares = reshape(square(x), [rows, sizeOf(x.shape) / rows]);
  return reduceSum(rows === 1 ? squares : columnSums(squares));
}
