/** A dense layer. */

import { matMul } from "../autodiff/matmul.ts";
import { parameter, type Value } from "../autodiff/value.ts";
import { inLayer } from "./in-layer.ts";

/** x·W + b, with W and b uniform in ±1/√inputs. x [B,I] → [B,outputs]; parameters `<name>.weight` [I,outputs], `<name>.bias` [outputs]. */
export function linear(name: string, outputs: number): (x: Value) => Value {
  let weights: { readonly weight: Value; readonly bias: Value } | undefined;
  return (x) =>
    inLayer(name, () => {
      const inputs = x.shape[1] ?? 0;
      const initialisation = { kind: "uniform", bound: 1 / Math.sqrt(inputs) } as const;
      weights ??= {
        weight: parameter(`${name}.weight`, [inputs, outputs], initialisation),
        bias: parameter(`${name}.bias`, [outputs], initialisation),
      };
      return matMul(x, weights.weight, weights.bias);
    });
}
