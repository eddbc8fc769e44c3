/** Bounds on gradients. */

import { reduceSum } from "./broadcast.ts";
import { add, sqrt, square } from "./elementwise.ts";
import { reshape } from "./layout.ts";
import { columnSums } from "./matmul.ts";
import { constant, sizeOf, type Value } from "./value.ts";

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
