/** For every primitive: graphs that use it, and what they compute, in plain float64 JavaScript. */
import { expand, reduceMaxDetached, reduceSum } from "../../../worldmodel/autodiff/broadcast.ts";
import * as elementwise from "../../../worldmodel/autodiff/elementwise.ts";
import { gather } from "../../../worldmodel/autodiff/gather.ts";
import { concat, reshape, slice, split, transpose } from "../../../worldmodel/autodiff/layout.ts";
import { matMul, matMulTransposed, transposedMatMul } from "../../../worldmodel/autodiff/matmul.ts";
import type { Value } from "../../../worldmodel/autodiff/value.ts";
import { CHOICE_CASES } from "./choice-cases.ts";
import { GATHER_ROWS_CASE } from "./gather-rows-case.ts";
import { elementAt, fillNd, foldNd, mapNd, type NdArray, zipNd } from "./nd-array.ts";
import type { PrimitiveCase } from "./primitive-case.ts";
import { SOFTMAX_CASES } from "./softmax-cases.ts";

type Reference = (inputs: readonly NdArray[]) => readonly NdArray[];
type Build = (inputs: readonly Value[]) => readonly Value[];
type Shapes = PrimitiveCase["shapes"];

const WIDE = [-2, 2] as const;
const POSITIVE = [0.3, 3] as const;

function unary(
  primitive: string,
  build: (x: Value) => Value,
  reference: (x: number) => number,
  range: PrimitiveCase["range"] = WIDE,
): PrimitiveCase[] {
  return [
    {
      primitive,
      title: "of [3,4]",
      shapes: [[3, 4]],
      range,
      build: ([x]) => [build(x!)],
      reference: ([x]) => [mapNd(x!, reference)],
    },
  ];
}

/** Equal shapes, a missing leading axis, axes of length 1 on both sides, a scalar. */
function binary(
  primitive: string,
  build: (a: Value, b: Value) => Value,
  reference: (a: number, b: number) => number,
  range: PrimitiveCase["range"] = WIDE,
): PrimitiveCase[] {
  const pairs: readonly (readonly [number[], number[], number[]])[] = [
    [
      [3, 4],
      [3, 4],
      [3, 4],
    ],
    [[4], [2, 3, 4], [2, 3, 4]],
    [
      [2, 3, 1],
      [2, 1, 4],
      [2, 3, 4],
    ],
    [[3, 4], [], [3, 4]],
  ];
  return pairs.map(([a, b, shape]) => ({
    primitive,
    title: `of [${a}] and [${b}]`,
    shapes: [a, b],
    range,
    build: ([x, y]) => [build(x!, y!)],
    reference: ([x, y]) => [zipNd(x!, y!, shape, reference)],
  }));
}

function other(primitive: string, title: string, shapes: Shapes, build: Build, reference: Reference): PrimitiveCase {
  return { primitive, title, shapes, range: WIDE, build, reference };
}

const GATHERED = [3, 0, 3, 2, 0];

const product = (
  a: NdArray,
  b: NdArray,
  rows: number,
  columns: number,
  inner: number,
  at: (m: number, n: number, k: number) => readonly [number[], number[]],
): NdArray =>
  fillNd([rows, columns], ([m, n]) => {
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      const [inA, inB] = at(m!, n!, k);
      sum += elementAt(a, inA) * elementAt(b, inB);
    }
    return sum;
  });
const plus = (a: NdArray, b: NdArray): NdArray => zipNd(a, b, a.shape, (x, y) => x + y);
const timesRows = (a: NdArray, b: NdArray): NdArray =>
  product(a, b, 3, 5, 4, (m, n, k) => [
    [m, k],
    [k, n],
  ]);

export const PRIMITIVE_CASES: readonly PrimitiveCase[] = [
  ...binary("add", elementwise.add, (a, b) => a + b),
  ...binary("subtract", elementwise.subtract, (a, b) => a - b),
  ...binary("multiply", elementwise.multiply, (a, b) => a * b),
  ...binary("divide", elementwise.divide, (a, b) => a / b, POSITIVE),
  ...binary("greater", elementwise.greater, (a, b) => (a > b ? 1 : 0)),
  ...unary(
    "toFloat",
    (x) => elementwise.greater(x, elementwise.negate(x)),
    (x) => (x > -x ? 1 : 0),
  ),
  ...unary("negate", elementwise.negate, (x) => -x),
  ...unary("exp", elementwise.exp, Math.exp),
  ...unary("log", elementwise.log, Math.log, POSITIVE),
  ...unary("sqrt", elementwise.sqrt, Math.sqrt, POSITIVE),
  ...unary("tanh", elementwise.tanh, Math.tanh),
  ...unary("sin", elementwise.sin, Math.sin),
  ...unary("cos", elementwise.cos, Math.cos),
  ...unary("sigmoid", elementwise.sigmoid, (x) => 1 / (1 + Math.exp(-x))),
  ...unary("softplus", elementwise.softplus, (x) => Math.log1p(Math.exp(x))),
  ...unary("relu", elementwise.relu, (x) => Math.max(0, x)),
  ...unary(
    "clip",
    (x) => elementwise.clip(x, -0.75, 1.25),
    (x) => Math.min(1.25, Math.max(-0.75, x)),
  ),
  ...unary("stopGradient", elementwise.stopGradient, (x) => x),
  other(
    "expand",
    "to a new leading axis and along length 1",
    [[3, 1]],
    ([x]) => [expand(x!, [2, 3, 4])],
    ([x]) => [fillNd([2, 3, 4], (index) => elementAt(x!, index))],
  ),
  other(
    "reduceSum",
    "over the middle axis",
    [[2, 3, 4]],
    ([x]) => [reduceSum(x!, [1], true)],
    ([x]) => [foldNd(x!, 1, (sum, y) => sum + y, 0)],
  ),
  other(
    "reduceSum",
    "over everything",
    [[2, 3]],
    ([x]) => [reduceSum(x!)],
    ([x]) => [{ shape: [], data: Float64Array.of(x!.data.reduce((sum, y) => sum + y, 0)) }],
  ),
  other(
    "reduceMax",
    "over the last axis",
    [[2, 3, 4]],
    ([x]) => [reduceMaxDetached(x!, [2], true)],
    ([x]) => [foldNd(x!, 2, Math.max, Number.NEGATIVE_INFINITY)],
  ),
  ...SOFTMAX_CASES,
  other(
    "reshape",
    "from [2,6] to [3,4]",
    [[2, 6]],
    ([x]) => [reshape(x!, [3, 4])],
    ([x]) => [{ shape: [3, 4], data: x!.data }],
  ),
  other(
    "transpose",
    "turns three axes round",
    [[2, 3, 4]],
    ([x]) => [transpose(x!, [2, 0, 1])],
    ([x]) => [fillNd([4, 2, 3], ([i, j, k]) => elementAt(x!, [j!, k!, i!]))],
  ),
  other(
    "split",
    "along the last axis",
    [[2, 5]],
    ([x]) => split(x!, 1, [2, 3]),
    ([x]) => [fillNd([2, 2], (index) => elementAt(x!, index)), fillNd([2, 3], ([i, j]) => elementAt(x!, [i!, j! + 2]))],
  ),
  other(
    "split",
    "with one part unused",
    [[6, 2]],
    ([x]) => [split(x!, 0, [1, 2, 3])[1]!],
    ([x]) => [fillNd([2, 2], ([i, j]) => elementAt(x!, [i! + 1, j!]))],
  ),
  other(
    "slice",
    "into more parts than a GPU's shader binds",
    [[2, 9]],
    ([x]) => split(x!, 1, new Array<number>(9).fill(1)),
    ([x]) => Array.from({ length: 9 }, (_, part) => fillNd([2, 1], ([i]) => elementAt(x!, [i!, part]))),
  ),
  other(
    "slice",
    "inside an axis, with the derived gradient",
    [[2, 5]],
    ([x]) => [slice(x!, 1, 1, 3)],
    ([x]) => [fillNd([2, 2], ([i, j]) => elementAt(x!, [i!, j! + 1]))],
  ),
  GATHER_ROWS_CASE,
  ...CHOICE_CASES,
  other(
    "gather",
    "twice, once and never, from the middle axis",
    [[2, 4, 3]],
    ([x]) => [gather(x!, 1, GATHERED)],
    ([x]) => [fillNd([2, GATHERED.length, 3], ([i, j, k]) => elementAt(x!, [i!, GATHERED[j!]!, k!]))],
  ),
  other(
    "gather",
    "each once, in another order",
    [[4, 3]],
    ([x]) => [gather(x!, 0, [2, 0, 3, 1])],
    ([x]) => [fillNd([4, 3], ([i, j]) => elementAt(x!, [[2, 0, 3, 1][i!]!, j!]))],
  ),
  other(
    "concat",
    "along the middle axis",
    [
      [2, 1, 2],
      [2, 3, 2],
    ],
    (parts) => [concat(parts, 1)],
    ([a, b]) => [
      fillNd([2, 4, 2], ([i, j, k]) => (j! < 1 ? elementAt(a!, [i!, j!, k!]) : elementAt(b!, [i!, j! - 1, k!]))),
    ],
  ),
  other(
    "matMul",
    "of two matrices",
    [
      [3, 4],
      [4, 5],
    ],
    ([a, b]) => [matMul(a!, b!)],
    ([a, b]) => [timesRows(a!, b!)],
  ),
  other(
    "matMul",
    "plus a bias",
    [[3, 4], [4, 5], [5]],
    ([a, b, c]) => [matMul(a!, b!, c!)],
    ([a, b, c]) => [plus(timesRows(a!, b!), c!)],
  ),
  other(
    "matMul",
    "plus a matrix",
    [
      [3, 4],
      [4, 5],
      [3, 5],
    ],
    ([a, b, c]) => [matMul(a!, b!, c!)],
    ([a, b, c]) => [plus(timesRows(a!, b!), c!)],
  ),
  other(
    "matMul",
    "plus one row for all",
    [
      [3, 4],
      [4, 5],
      [1, 5],
    ],
    ([a, b, c]) => [matMul(a!, b!, c!)],
    ([a, b, c]) => [plus(timesRows(a!, b!), c!)],
  ),
  other(
    "matMul",
    "with the second factor transposed",
    [
      [3, 4],
      [5, 4],
    ],
    ([a, b]) => [matMulTransposed(a!, b!)],
    ([a, b]) => [
      product(a!, b!, 3, 5, 4, (m, n, k) => [
        [m, k],
        [n, k],
      ]),
    ],
  ),
  other(
    "matMul",
    "with the first factor transposed",
    [
      [4, 3],
      [4, 5],
    ],
    ([a, b]) => [transposedMatMul(a!, b!)],
    ([a, b]) => [
      product(a!, b!, 3, 5, 4, (m, n, k) => [
        [k, m],
        [k, n],
      ]),
    ],
  ),
];
