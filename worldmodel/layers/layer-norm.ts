/** Layer normalisation (Ba et al. 2016, eq. 3 and 4). */
import { add, divide, multiply, sqrt, square, subtract } from "../autodiff/elementwise.ts";
import { reduceMean } from "../autodiff/reductions.ts";
import { requireShape } from "../autodiff/require-shape.ts";
import { constant, parameter, type Value } from "../autodiff/value.ts";
import { inLayer } from "./in-layer.ts";

/** Added to the variance, as PyTorch does: a row of equal numbers becomes zeros. */
const EPSILON = 1e-5;

/**
 * Rows over the last axis to mean 0 and variance 1, then times a gain (1 at the start) plus a bias (0). x [..,size] → [..,size];
 * parameters `<name>.gain` and `<name>.bias` [size].
 */
export function layerNorm(name: string, size: number): (x: Value) => Value {
  const gain = parameter(`${name}.gain`, [size], { kind: "constant", data: new Float32Array(size).fill(1) });
  const bias = parameter(`${name}.bias`, [size], { kind: "constant", data: new Float32Array(size) });
  return (x) =>
    inLayer(name, () => {
      const last = x.shape.length - 1;
      requireShape("x", x, "[..,size]", [...x.shape.slice(0, last), size]);
      const centred = subtract(x, reduceMean(x, [last], true));
      const deviation = sqrt(add(reduceMean(square(centred), [last], true), constant(EPSILON)));
      return add(multiply(divide(centred, deviation), gain), bias);
    });
}
