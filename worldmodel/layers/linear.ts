/** Dense layers. */
import { inputAt } from "../autodiff/arguments.ts";
import { split } from "../autodiff/layout.ts";
import { matMul } from "../autodiff/matmul.ts";
import { parameter, type Value } from "../autodiff/value.ts";
import { inLayer } from "./in-layer.ts";

/** x·W + b, with W and b uniform in ±1/√inputs. x [B,I] → [B,outputs]; parameters `<name>.weight` [I,outputs], `<name>.bias` [outputs]. */
export function linear(name: string, outputs: number): (x: Value) => Value {
  const weights = linearWeights(name, outputs);
  return (x) =>
    inLayer(name, () => {
      const { weight, bias } = weights(x);
      return matMul(x, weight, bias);
    });
}

/** Several dense layers on the same x, as columns of one weight. */
export interface LinearHeads {
  /** One product for all, cut apart after it: the faster where all are needed. */
  joined(x: Value): readonly Value[];
  /** A product for each, on columns that ONNX Runtime cuts out once: heads that nothing uses cost nothing. */
  apart(x: Value): readonly Value[];
  /** The weight [I,size] and bias [size] of each, for products of one's own. x as for the others. */
  columns(x: Value): readonly LinearColumns[];
}

export interface LinearColumns {
  readonly weight: Value;
  readonly bias: Value;
}

/** As `linear` with `sizes` added up; results in the order of `sizes`, [B,size] each. */
export function linearHeads(name: string, sizes: readonly number[]): LinearHeads {
  const weights = linearWeights(
    name,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  const columns = (x: Value): readonly LinearColumns[] => {
    const { weight, bias } = weights(x);
    const biases = split(bias, 0, sizes);
    return split(weight, 1, sizes).map((part, index) => ({ weight: part, bias: inputAt(biases, index) }));
  };
  return {
    joined: (x) =>
      inLayer(name, () => {
        const { weight, bias } = weights(x);
        return split(matMul(x, weight, bias), 1, sizes);
      }),
    apart: (x) => inLayer(name, () => columns(x).map(({ weight, bias }) => matMul(x, weight, bias))),
    columns,
  };
}

/** The layer's parameters, made at their first use: x tells their rows. */
function linearWeights(name: string, outputs: number): (x: Value) => LinearColumns {
  let weights: LinearColumns | undefined;
  return (x) => {
    const inputs = x.shape[1] ?? 0;
    const initialisation = { kind: "uniform", bound: 1 / Math.sqrt(inputs) } as const;
    weights ??= {
      weight: parameter(`${name}.weight`, [inputs, outputs], initialisation),
      bias: parameter(`${name}.bias`, [outputs], initialisation),
    };
    return weights;
  };
}
