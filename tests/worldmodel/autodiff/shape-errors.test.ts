/** Every operator with demands says what was required and what arrived. */
import { describe, expect, it } from "vitest";
import { ShapeError } from "../../../sim/core/index.ts";
import { expand, reduceSum } from "../../../worldmodel/autodiff/broadcast.ts";
import { withGradient } from "../../../worldmodel/autodiff/custom-gradient.ts";
import { add, greater, square } from "../../../worldmodel/autodiff/elementwise.ts";
import { gradients } from "../../../worldmodel/autodiff/gradients.ts";
import { concat, reshape, slice, split, transpose } from "../../../worldmodel/autodiff/layout.ts";
import { matMul, matMulTransposed } from "../../../worldmodel/autodiff/matmul.ts";
import { constant, input, type Value } from "../../../worldmodel/autodiff/value.ts";
import { gru } from "../../../worldmodel/layers/gru.ts";
import { inLayer } from "../../../worldmodel/layers/in-layer.ts";
import { layerNorm } from "../../../worldmodel/layers/layer-norm.ts";
import { linear } from "../../../worldmodel/layers/linear.ts";
import { lstm } from "../../../worldmodel/layers/lstm.ts";
import { rnn } from "../../../worldmodel/models/mdn-rnn.ts";
import { mixtureNegativeLogLikelihood } from "../../../worldmodel/training/mdn-loss.ts";

const a = input("a", [2, 3]);
const b = input("b", [4, 3]);

const M = {
  latents: 3,
  actions: 1,
  hidden: 4,
  mixtures: 2,
  residual: true,
  headUnits: 0,
  reward: true,
  termination: true,
};

const MISTAKES: readonly { readonly title: string; readonly build: () => unknown; readonly message: string }[] = [
  { title: "add", build: () => add(a, b), message: "add: shapes must broadcast, got [2,3] and [4,3]" },
  { title: "greater", build: () => greater(a, b), message: "greater: shapes must broadcast, got [2,3] and [4,3]" },
  { title: "expand", build: () => expand(a, [2, 4]), message: "expand: shapes must broadcast, got [2,3] and [2,4]" },
  { title: "expand to less", build: () => expand(a, [1, 3]), message: "expand: [2,3] does not broadcast to [1,3]" },
  { title: "reduceSum", build: () => reduceSum(a, [2]), message: "reduceSum: axis must be in [0, 2), got 2 for [2,3]" },
  { title: "reshape", build: () => reshape(a, [4]), message: "reshape: [2,3] has 6 elements, [4] 4" },
  {
    title: "transpose",
    build: () => transpose(a, [0, 0]),
    message: "transpose: order must permute the 2 axes of [2,3], got [0,0]",
  },
  {
    title: "split",
    build: () => split(a, 1, [1, 1]),
    message: "split: sizes must be positive integers and add up to 3 (axis 1 of [2,3]), got [1,1]",
  },
  {
    title: "slice",
    build: () => slice(a, 1, 2, 4),
    message: "slice: 0 ≤ start < end ≤ 3 required (axis 1 of [2,3]), got 2 and 4",
  },
  {
    title: "concat",
    build: () => concat([a, b], 1),
    message: "concat: shapes must agree but for axis 1, got [2,3] [4,3]",
  },
  {
    title: "concat of nothing",
    build: () => concat([], 0),
    message: "concat: at least one array with axis 0 required, got none",
  },
  {
    title: "matMul",
    build: () => matMul(a, b),
    message: "matMul: inner sides of two matrices must agree, got [2,3] and [4,3]",
  },
  {
    title: "matMul's addend",
    build: () => matMul(a, input("w", [3, 5]), input("c", [4])),
    message: "matMul addend: shapes must broadcast, got [4] and [2,5]",
  },
  {
    title: "matMulTransposed",
    build: () => matMulTransposed(a, input("c", [4, 5])),
    message: "matMul: inner sides of two matrices must agree, got [2,3] and [4,5]ᵀ",
  },
  {
    title: "a layer",
    build: () => {
      const layer = linear("encoder.0", 8);
      return [layer(a), layer(input("wide", [2, 5]))];
    },
    message: "layer encoder.0: matMul: inner sides of two matrices must agree, got [2,5] and [3,8]",
  },
  {
    title: "a layer within a layer, which alone is named",
    build: () => inLayer("encoder", () => linear("encoder.1", 8)(input("image", [2, 3, 3]))),
    message: "layer encoder.1: matMul: inner sides of two matrices must agree, got [2,3,3] and [3,8]",
  },
  {
    title: "a constant",
    build: () => constant(new Float32Array(5), [2, 3]),
    message: "constant: 6 elements required for [2,3], got 5",
  },
  {
    title: "the LSTM's state",
    build: () => lstm("m", 3, 8).step(a, { h: input("h", [2, 8]), c: input("c", [2, 1]) }),
    message: "layer m: c must be [B,H]=[2,8], got [2,1]",
  },
  {
    title: "the LSTM's sequence",
    build: () => lstm("m", 3, 8).sequence(b, { h: input("h", [1, 8]), c: input("c", [1, 8]) }, 3),
    message: "layer m: x must have rows for 3 whole steps, got [4,3]",
  },
  {
    title: "the GRU's state",
    build: () => gru("m", 3, 8).step(a, input("h", [1, 8])),
    message: "layer m: h must be [B,H]=[2,8], got [1,8]",
  },
  {
    title: "the GRU's sequence",
    build: () => gru("m", 2, 8).sequence(b, input("h", [2, 8]), 2),
    message: "layer m: x must be [T·B,I]=[4,2], got [4,3]",
  },
  {
    title: "the layer norm",
    build: () => layerNorm("m.norm", 4)(a),
    message: "layer m.norm: x must be [..,size]=[2,4], got [2,3]",
  },
  {
    title: "M, whose actions are too wide",
    build: () =>
      rnn(M).step(input("z", [2, 3]), input("action", [2, 2]), { h: input("h", [2, 4]), c: input("c", [2, 4]) }),
    message: "layer rnn: action must be [B,A]=[2,1], got [2,2]",
  },
  {
    title: "the mixture's loss",
    build: () => {
      const mixture = input("mixture", [2, 5, 3]);
      return mixtureNegativeLogLikelihood(
        { mixtureLogits: input("logits", [2, 4, 3]), mean: mixture, logDeviation: mixture },
        a,
      );
    },
    message: "loss mixtureNegativeLogLikelihood: mixtureLogits must be [B,K,Z]=[2,5,3], got [2,4,3]",
  },
  {
    title: "a gradient written by hand",
    build: () => gradients(reduceSum(handed(a)), [a]),
    message: "gradient of the loss: withGradient: cotangent 0 must have shape [2,3], got [4,3]",
  },
];

function handed(x: Value): Value {
  const [y] = withGradient([x], [square(x)], () => [b]);
  return y ?? x;
}

describe("a shape that does not fit", () => {
  it.each(MISTAKES)("is named by $title", ({ build, message }) => {
    expect(build).toThrow(new ShapeError(message));
  });
});
