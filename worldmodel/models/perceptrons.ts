/** V's networks for state vectors: multilayer perceptrons. */
import { relu } from "../autodiff/elementwise.ts";
import type { Value } from "../autodiff/value.ts";
import { linear } from "../layers/linear.ts";
import type { Networks } from "./autoencoder.ts";

export interface PerceptronOptions {
  readonly kind: "perceptron";
  /** Units of each hidden layer, encoder inwards; the decoder mirrors them. */
  readonly hidden: readonly number[];
}

/** Parameters `vae.encoder.<n>`, `vae.decoder.<n>` and `vae.reconstruction`. */
export function perceptrons({ hidden }: PerceptronOptions, observations: number): Networks {
  const encoder = hidden.map((units, index) => linear(`vae.encoder.${index}`, units));
  const decoder = hidden.toReversed().map((units, index) => linear(`vae.decoder.${index}`, units));
  const reconstruction = linear("vae.reconstruction", observations);
  const through = (layers: typeof encoder, x: Value): Value => layers.reduce((y, layer) => relu(layer(y)), x);
  return {
    encode: (observation) => through(encoder, observation),
    decode: (z) => reconstruction(through(decoder, z)),
  };
}
