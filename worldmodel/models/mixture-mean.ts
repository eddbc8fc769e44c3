/** The mean of M's mixture straight from the features, in five operators: nine follow from the mixture itself. */
import { ShapeError } from "../../sim/core/index.ts";
import { multiply } from "../autodiff/elementwise.ts";
import { reshape, transpose } from "../autodiff/layout.ts";
import { matMul } from "../autodiff/matmul.ts";
import { softmax } from "../autodiff/softmax.ts";
import { constant, type Value } from "../autodiff/value.ts";
import type { LinearColumns } from "../layers/linear.ts";
import type { RnnOptions } from "./mdn-rnn.ts";

/**
 * (features [B,F], columns of the logits and of the means [F,K·Z], z [B,Z]) → Σₖ πₖ μₖ [B,Z]. The columns are put in the order [Z,K], which
 * ONNX Runtime does once, so that the softmax runs along the last axis and a product with ones adds up, z included where means are offsets.
 */
export function mixtureMean({
  latents,
  mixtures,
  residual,
}: Pick<RnnOptions, "latents" | "mixtures" | "residual">): (
  features: Value,
  heads: readonly LinearColumns[],
  z: Value,
) => Value {
  const size = latents * mixtures;
  const perLatent = new Float32Array(size * latents).map((_, at) =>
    Number(Math.floor(at / latents / mixtures) === at % latents),
  );
  const sums = constant(perLatent, [size, latents]);
  const byLatent = (x: Value): Value => {
    const rows = x.shape.length === 1 ? 1 : (x.shape[0] ?? 0);
    return reshape(transpose(reshape(x, [rows, mixtures, latents]), [0, 2, 1]), [...x.shape.slice(0, -1), size]);
  };
  return (features, [logits, means], z) => {
    if (!logits || !means) throw new ShapeError("rnn: heads of the mixture required, got fewer");
    const rows = features.shape[0] ?? 0;
    const through = ({ weight, bias }: LinearColumns): Value => matMul(features, byLatent(weight), byLatent(bias));
    const weights = reshape(softmax(reshape(through(logits), [rows, latents, mixtures]), 2), [rows, size]);
    return matMul(multiply(weights, through(means)), sums, residual ? z : undefined);
  };
}
