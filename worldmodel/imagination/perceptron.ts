/** The networks of actor and critic: smooth, since gradients pass through them. */
import { multiply, sigmoid } from "../autodiff/elementwise.ts";
import type { Value } from "../autodiff/value.ts";
import { linear } from "../layers/linear.ts";

/** Dense layers `<name>.<n>` with x · σ(x) (SiLU, as in Hafner et al. 2023) after each but the last. x [B,I] → [B,outputs]. */
export function perceptron(name: string, hidden: readonly number[], outputs: number): (x: Value) => Value {
  const layers = hidden.map((units, index) => linear(`${name}.${index}`, units));
  const last = linear(`${name}.${hidden.length}`, outputs);
  return (x) => last(layers.reduce((y, layer) => silu(layer(y)), x));
}

function silu(x: Value): Value {
  return multiply(x, sigmoid(x));
}
