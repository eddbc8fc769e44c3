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
   * Whether all latents draw one component, so that what changes together is drawn together: a mixture over z (after Bishop 1994). Without
   * it each latent has a mixture of its own (Ha & Schmidhuber 2018, appendix A.2).
   */
  readonly joint?: boolean;
  /**
   * Whether means are offsets from the current z: the identity is where physics starts from. Gated, they are offsets from a part of it,
   * σ(gate) ⊙ z: what comes, goes or is counted jumps to where z has no part and stays there, where plain offsets would walk off step by
   * step.
   */
  readonly residual: boolean | "gated";
}

/** Means and deviations of K components for each latent. [B,K,Z] */
export interface Mixture {
  /** [B,K,Z], joint [B,K,1]. */
  readonly mixtureLogits: Value;
  readonly mean: Value;
  readonly logDeviation: Value;
}

/** Draws of a component that a z takes: one for each latent, or one for all. */
export function mixtureDraws({ latents, joint = false }: Pick<MixtureOptions, "latents" | "joint">): number {
  return joint ? 1 : latents;
}

/** Columns of each head: of the logits, the means, the deviations and, where means are offsets from a part of z, its gates. */
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

/** Their places among the heads. */
const HEAD = { logits: 0, means: 1, deviations: 2, gates: 3 } as const;

function headOf<T>(heads: readonly T[], head: keyof typeof HEAD): T {
  const found = heads[HEAD[head]];
  if (found === undefined)
    throw new ShapeError(`rnn: a head of the mixture's ${head} required, got ${heads.length} heads`);
  return found;
}

/** Gates let 0.95 through at first, so that M begins near the identity, as an LSTM's forget gate that begins open (Gers et al. 2000). */
const OPENNESS = 3;

/** The mixture that the heads of `mixtureHeads`, [B,columns] each, give for z [B,Z]. */
export function mixtureOf(options: MixtureOptions, heads: readonly Value[], z: Value): Mixture {
  const { latents, mixtures, residual } = options;
  const rows = z.shape[0] ?? 0;
  const perComponent = (head: keyof typeof HEAD): Value => reshape(headOf(heads, head), [rows, mixtures, latents]);
  const current = reshape(z, [rows, 1, latents]);
  const from = residual === "gated" ? keptPart(perComponent("gates"), current) : current;
  return {
    mixtureLogits: reshape(headOf(heads, "logits"), [rows, mixtures, mixtureDraws(options)]),
    mean: residual ? add(perComponent("means"), from) : perComponent("means"),
    logDeviation: clip(perComponent("deviations"), -LOG_DEVIATION_BOUND, LOG_DEVIATION_BOUND),
  };
}

/** The part of z that gated means are offsets from. z broadcasts against the gates. */
function keptPart(gates: Value, z: Value): Value {
  return multiply(sigmoid(add(gates, constant(OPENNESS))), z);
}

/** The mixture's mean: Σₖ πₖ μₖ, divided by the softmax's sum after adding up rather than before. → [B,Z] */
export function expectedLatent({ mixtureLogits, mean }: Mixture): Value {
  return inLayer("rnn.mixture", () => {
    const powers = exp(subtract(mixtureLogits, reduceMaxDetached(mixtureLogits, [1], true)));
    return divide(reduceSum(multiply(powers, mean), [1]), reduceSum(powers, [1]));
  });
}

/**
 * The mean straight from the features, in five operators beside reshapes and gates: nine follow from the mixture itself. (features [B,F], columns of
 * `mixtureHeads`, z [B,Z]) → Σₖ πₖ μₖ [B,Z]. The columns are put in the order [Z,K], which ONNX Runtime does once, so that the softmax runs
 * along the last axis and a product with ones adds up, and adds z where means are offsets from all of it.
 */
export function mixtureMean(
  options: MixtureOptions,
): (features: Value, heads: readonly LinearColumns[], z: Value) => Value {
  const { latents, mixtures, residual } = options;
  const size = latents * mixtures;
  const draws = mixtureDraws(options);
  const perLatent = new Float32Array(size * latents).map((_, at) =>
    Number(Math.floor(at / latents / mixtures) === at % latents),
  );
  const sums = constant(perLatent, [size, latents]);
  const componentsLast = (x: Value, width: number): Value => {
    const rows = x.shape.length === 1 ? 1 : (x.shape[0] ?? 0);
    return reshape(transpose(reshape(x, [rows, mixtures, width]), [0, 2, 1]), x.shape);
  };
  return (features, heads, z) => {
    const rows = features.shape[0] ?? 0;
    const through = (head: keyof typeof HEAD, width: number): Value => {
      const { weight, bias } = headOf(heads, head);
      const product = matMul(features, componentsLast(weight, width), componentsLast(bias, width));
      return reshape(product, [rows, width, mixtures]);
    };
    const current = reshape(z, [z.shape[0] ?? 0, latents, 1]);
    const offsets = through("means", latents);
    const means = residual === "gated" ? add(offsets, keptPart(through("gates", latents), current)) : offsets;
    const weighed = reshape(multiply(softmax(through("logits", draws), 2), means), [rows, size]);
    return matMul(weighed, sums, residual === true ? z : undefined);
  };
}
