/** The mixture in which M puts the next z: its sizes, and its mean. */
import { ShapeError } from "../../sim/core/index.ts";
import { reduceMaxDetached, reduceSum } from "../autodiff/broadcast.ts";
import { add, clip, divide, exp, multiply, sigmoid, subtract } from "../autodiff/elementwise.ts";
import { reshape, transpose } from "../autodiff/layout.ts";
import { matMul } from "../autodiff/matmul.ts";
import { softmax } from "../autodiff/softmax.ts";
import { constant, type Value } from "../autodiff/value.ts";
import { inLayer } from "../layers/in-layer.ts";
import type { LinearColumns } from "../layers/linear.ts";

export interface MixtureOptions {
  /** Z */
  readonly latents: number;
  /** K */
  readonly mixtures: number;
  /**
   * Whether all latents draw one component, so that what changes together is drawn together: a mixture over z (Bishop 1994). Without it
   * each latent has a mixture of its own (Ha & Schmidhuber 2018).
   */
  readonly joint?: boolean | undefined;
  /**
   * Whether means are offsets from the current z: the identity is where physics starts from. Gated, they are offsets from a part of it,
   * σ(gate) ⊙ z: what comes, goes or is counted jumps to where z has no part and stays there, where plain offsets would walk off step by
   * step.
   */
  readonly residual: boolean | "gated";
}

/** Means and deviations of K components for each latent. [B,K,Z] */
export interface Mixture {
  /** [B,K,D] with D draws of a component: `mixtureDraws`. */
  readonly mixtureLogits: Value;
  readonly mean: Value;
  readonly logDeviation: Value;
}

/** D: draws of a component that a z takes, one for each latent, or one for all. */
export function mixtureDraws({ latents, joint = false }: Pick<MixtureOptions, "latents" | "joint">): number {
  return joint ? 1 : latents;
}

/** Columns of the heads: logits, means, deviations and, where means are offsets from a part of z, its gates. */
export function mixtureHeads(options: MixtureOptions): readonly number[] {
  const { latents, mixtures, residual } = options;
  const size = mixtures * latents;
  return [mixtures * mixtureDraws(options), size, size, ...(residual === "gated" ? [size] : [])];
}

/**
 * Deviations are bounded to exp(±7), 0.0009 to 1,097, so that a mixture that fits a point exactly stays finite. Outside the bounds the
 * deviation has no gradient; means and weights still have theirs.
 */
const LOG_DEVIATION_BOUND = 7;

/** Gates let 0.95 through at first: M begins near the identity. */
const OPENNESS = 3;

/** What the heads tell of, [B,…] each as `mixtureHeads` says, from z [B,Z]. */
export function mixtureOf(options: MixtureOptions, heads: readonly Value[], z: Value): Mixture {
  const { latents, mixtures, residual } = options;
  const [logits, offsets, logDeviations, gates] = heads;
  if (!logits || !offsets || !logDeviations) throw new ShapeError("rnn: heads of the mixture required, got fewer");
  const rows = z.shape[0] ?? 0;
  const perComponent = (x: Value): Value => reshape(x, [rows, mixtures, latents]);
  const current = reshape(z, [rows, 1, latents]);
  const start = residual === "gated" && gates ? keptPart(perComponent(gates), current) : residual && current;
  return {
    mixtureLogits: reshape(logits, [rows, mixtures, mixtureDraws(options)]),
    mean: start ? add(perComponent(offsets), start) : perComponent(offsets),
    logDeviation: clip(perComponent(logDeviations), -LOG_DEVIATION_BOUND, LOG_DEVIATION_BOUND),
  };
}

/** The part of z that means are offsets from; z broadcasts against the gate. */
function keptPart(gate: Value, z: Value): Value {
  return multiply(sigmoid(add(gate, constant(OPENNESS))), z);
}

/** The mixture's mean: Σₖ πₖ μₖ, divided by the softmax's sum after adding up rather than before. → [B,Z] */
export function expectedLatent({ mixtureLogits, mean }: Mixture): Value {
  return inLayer("rnn.mixture", () => {
    const powers = exp(subtract(mixtureLogits, reduceMaxDetached(mixtureLogits, [1], true)));
    return divide(reduceSum(multiply(powers, mean), [1]), reduceSum(powers, [1]));
  });
}

/**
 * The mean straight from the features, in few operators: nine follow from the mixture itself. (features [B,F], columns of
 * `mixtureHeads`, z [B,Z]) → Σₖ πₖ μₖ [B,Z]. The columns are put in the order [Z,K], which ONNX Runtime does once, so
 * that the softmax runs along the last axis and a product with ones adds up, z included where means are offsets.
 */
export function mixtureMean({
  latents,
  mixtures,
  residual,
  joint,
}: MixtureOptions): (features: Value, heads: readonly LinearColumns[], z: Value) => Value {
  const size = latents * mixtures;
  const draws = mixtureDraws({ latents, joint });
  const perLatent = new Float32Array(size * latents).map((_, at) =>
    Number(Math.floor(at / latents / mixtures) === at % latents),
  );
  const sums = constant(perLatent, [size, latents]);
  const componentsLast = (x: Value, width: number): Value => {
    const rows = x.shape.length === 1 ? 1 : (x.shape[0] ?? 0);
    return reshape(transpose(reshape(x, [rows, mixtures, width]), [0, 2, 1]), x.shape);
  };
  return (features, [logits, offsets, , gates], z) => {
    if (!logits || !offsets) throw new ShapeError("rnn: heads of the mixture required, got fewer");
    const rows = features.shape[0] ?? 0;
    const through = ({ weight, bias }: LinearColumns, width: number): Value =>
      matMul(features, componentsLast(weight, width), componentsLast(bias, width));
    const weights = softmax(reshape(through(logits, draws), [rows, draws, mixtures]), 2);
    const perComponent = (head: LinearColumns): Value => reshape(through(head, latents), [rows, latents, mixtures]);
    const kept =
      residual === "gated" && gates && keptPart(perComponent(gates), reshape(z, [z.shape[0] ?? 0, latents, 1]));
    const means = kept ? add(perComponent(offsets), kept) : perComponent(offsets);
    const weighed = multiply(weights, means);
    return matMul(reshape(weighed, [rows, size]), sums, residual === true ? z : undefined);
  };
}
