/** Layers with their parameters: graphs that use them, and what they compute in float64. */
import { gru } from "../../../worldmodel/layers/gru.ts";
import { layerNorm } from "../../../worldmodel/layers/layer-norm.ts";
import { linear } from "../../../worldmodel/layers/linear.ts";
import { lstm } from "../../../worldmodel/layers/lstm.ts";
import { elementAt, fillNd, type NdArray } from "./nd-array.ts";
import type { PrimitiveCase } from "./primitive-case.ts";

const [BATCH, INPUTS, HIDDEN, STEPS] = [2, 3, 4, 3];
const STATE = [BATCH, HIDDEN];
const SEQUENCE = [STEPS * BATCH, INPUTS];

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export const LAYER_CASES: readonly PrimitiveCase[] = [
  {
    primitive: "linear",
    title: "from 3 to 4",
    shapes: [[BATCH, INPUTS]],
    parameters: [[INPUTS, HIDDEN], [HIDDEN]],
    range: [-1, 1],
    build: ([x]) => [linear("layer", HIDDEN)(x!)],
    reference: ([x, weight, bias]) => [
      fillNd(STATE, ([b, j]) =>
        [0, 1, 2].reduce(
          (sum, i) => sum + elementAt(x!, [b!, i]) * elementAt(weight!, [i, j!]),
          elementAt(bias!, [j!]),
        ),
      ),
    ],
  },
  {
    primitive: "layerNorm",
    title: "over the last of three axes",
    shapes: [[2, 3, 5]],
    parameters: [[5], [5]],
    range: [-2, 2],
    build: ([x]) => [layerNorm("layer", 5)(x!)],
    reference: ([x, gain, bias]) => [
      fillNd([2, 3, 5], ([i, j, k]) => {
        const row = [0, 1, 2, 3, 4].map((at) => elementAt(x!, [i!, j!, at]));
        const mean = row.reduce((sum, y) => sum + y, 0) / 5;
        const variance = row.reduce((sum, y) => sum + (y - mean) ** 2, 0) / 5;
        return ((row[k!]! - mean) / Math.sqrt(variance + 1e-5)) * elementAt(gain!, [k!]) + elementAt(bias!, [k!]);
      }),
    ],
  },
  {
    primitive: "lstm",
    title: "one step, with h and c",
    shapes: [[BATCH, INPUTS], STATE, STATE],
    parameters: [[INPUTS + HIDDEN, 4 * HIDDEN], [4 * HIDDEN]],
    range: [-1, 1],
    build: ([x, h, c]) => {
      const next = lstm("layer", INPUTS, HIDDEN).step(x!, { h: h!, c: c! });
      return [next.h, next.c];
    },
    reference: ([x, h, c, weight, bias]) => {
      const next = lstmStep(rowsAt(x!, 0), { h: h!, c: c! }, weight!, bias!);
      return [next.h, next.c];
    },
  },
  {
    primitive: "lstm",
    title: "a sequence",
    shapes: [SEQUENCE, STATE, STATE],
    parameters: [[INPUTS + HIDDEN, 4 * HIDDEN], [4 * HIDDEN]],
    range: [-1, 1],
    build: ([x, h, c]) => lstm("layer", INPUTS, HIDDEN).sequence(x!, { h: h!, c: c! }, STEPS),
    reference: ([x, h, c, weight, bias]) => {
      let state = { h: h!, c: c! };
      return [0, 1, 2].map((step) => {
        state = lstmStep(rowsAt(x!, step), state, weight!, bias!);
        return state.h;
      });
    },
  },
  {
    primitive: "gru",
    title: "one step",
    shapes: [[BATCH, INPUTS], STATE],
    parameters: [[INPUTS + HIDDEN, 3 * HIDDEN], [3 * HIDDEN], [HIDDEN]],
    range: [-1, 1],
    build: ([x, h]) => [gru("layer", INPUTS, HIDDEN).step(x!, h!)],
    reference: ([x, h, ...parameters]) => [gruStep(rowsAt(x!, 0), h!, parameters)],
  },
  {
    primitive: "gru",
    title: "a sequence",
    shapes: [SEQUENCE, STATE],
    parameters: [[INPUTS + HIDDEN, 3 * HIDDEN], [3 * HIDDEN], [HIDDEN]],
    range: [-1, 1],
    build: ([x, h]) => gru("layer", INPUTS, HIDDEN).sequence(x!, h!, STEPS),
    reference: ([x, start, ...parameters]) => {
      let h = start!;
      return [0, 1, 2].map((step) => {
        h = gruStep(rowsAt(x!, step), h, parameters);
        return h;
      });
    },
  },
];

/** The rows of one step of x [T·B,I]. */
function rowsAt(x: NdArray, step: number): NdArray {
  return fillNd([BATCH, INPUTS], ([b, i]) => elementAt(x, [step * BATCH + b!, i!]));
}

/** One column of (x, h)·weight + bias, from the rows `from` to `to` of the weight. */
function project(
  [x, h]: readonly [NdArray, NdArray],
  weight: NdArray,
  [row, column]: readonly [number, number],
  [from, to]: readonly [number, number],
): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    const seen = i < INPUTS ? elementAt(x, [row, i]) : elementAt(h, [row, i - INPUTS]);
    sum += seen * elementAt(weight, [i, column]);
  }
  return sum;
}

/** Gers et al. 2000 without peepholes; gates in the order input, forget, output, cell. */
function lstmStep(
  x: NdArray,
  { h, c }: { readonly h: NdArray; readonly c: NdArray },
  weight: NdArray,
  bias: NdArray,
): { readonly h: NdArray; readonly c: NdArray } {
  const gate = (which: number, [b, j]: readonly number[]): number => {
    const column = which * HIDDEN + j!;
    return project([x, h], weight, [b!, column], [0, INPUTS + HIDDEN]) + elementAt(bias, [column]);
  };
  const nextC = fillNd(
    STATE,
    (at) => sigmoid(gate(1, at)) * elementAt(c, at) + sigmoid(gate(0, at)) * Math.tanh(gate(3, at)),
  );
  return { c: nextC, h: fillNd(STATE, (at) => sigmoid(gate(2, at)) * Math.tanh(elementAt(nextC, at))) };
}

/** The equations of PyTorch's `nn.GRU`; gates in the order reset, update, new. */
function gruStep(x: NdArray, h: NdArray, [weight, bias, newBias]: readonly NdArray[]): NdArray {
  return fillNd(STATE, ([b, j]) => {
    const part = (which: number, rows: readonly [number, number]): number =>
      project([x, h], weight!, [b!, which * HIDDEN + j!], rows);
    const all = [0, INPUTS + HIDDEN] as const;
    const reset = sigmoid(part(0, all) + elementAt(bias!, [j!]));
    const update = sigmoid(part(1, all) + elementAt(bias!, [HIDDEN + j!]));
    const ofH = part(2, [INPUTS, INPUTS + HIDDEN]) + elementAt(newBias!, [j!]);
    const fresh = Math.tanh(part(2, [0, INPUTS]) + elementAt(bias!, [2 * HIDDEN + j!]) + reset * ofH);
    return (1 - update) * fresh + update * elementAt(h, [b!, j!]);
  });
}
