/** Functions composed of primitives, losses among them: graphs that use them, and what they compute in float64. */
import { globalNorm } from "../../../worldmodel/autodiff/clipping.ts";
import { scale, square } from "../../../worldmodel/autodiff/elementwise.ts";
import { columnSums } from "../../../worldmodel/autodiff/matmul.ts";
import { logSoftmax, logSumExp, reduceMean } from "../../../worldmodel/autodiff/reductions.ts";
import type { Value } from "../../../worldmodel/autodiff/value.ts";
import * as losses from "../../../worldmodel/training/losses.ts";
import { mixtureNegativeLogLikelihood } from "../../../worldmodel/training/mdn-loss.ts";
import { elementAt, fillNd, foldNd, mapNd, type NdArray, zipNd } from "./nd-array.ts";
import type { PrimitiveCase } from "./primitive-case.ts";

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

const scalar = (value: number): NdArray => ({ shape: [], data: Float64Array.of(value) });
const sum = (x: NdArray): number => x.data.reduce((total, y) => total + y, 0);
const mean = (x: NdArray): NdArray => scalar(sum(x) / x.data.length);
/** Σ exp x along an axis, which stays. */
const sumOfPowers = (x: NdArray, axis: number): NdArray => foldNd(mapNd(x, Math.exp), axis, (a, b) => a + b, 0);
const shares = (x: NdArray, axis: number): NdArray =>
  zipNd(x, sumOfPowers(x, axis), x.shape, (y, total) => Math.exp(y) / total);

/** Of one array [2,3,4], in (−2, 2). */
function ofOne(
  primitive: string,
  title: string,
  build: (x: Value) => Value,
  reference: (x: NdArray) => NdArray,
): PrimitiveCase {
  return {
    primitive,
    title,
    shapes: [[2, 3, 4]],
    range: [-2, 2],
    build: ([x]) => [build(x!)],
    reference: ([x]) => [reference(x!)],
  };
}

/** The mean over [3,4] of a loss between a prediction and a target. */
function ofTwo(
  primitive: string,
  build: (prediction: Value, target: Value) => Value,
  reference: (prediction: number, target: number) => number,
  range: PrimitiveCase["range"] = [-2, 2],
): PrimitiveCase {
  return {
    primitive,
    title: "over [3,4]",
    shapes: [
      [3, 4],
      [3, 4],
    ],
    range,
    build: ([prediction, target]) => [build(prediction!, target!)],
    reference: ([prediction, target]) => [mean(zipNd(prediction!, target!, [3, 4], reference))],
  };
}

export const FUNCTION_CASES: readonly PrimitiveCase[] = [
  ofOne("square", "of [2,3,4]", square, (x) => mapNd(x, (y) => y * y)),
  ofOne(
    "scale",
    "by −1.7",
    (x) => scale(x, -1.7),
    (x) => mapNd(x, (y) => -1.7 * y),
  ),
  {
    primitive: "columnSums",
    title: "of [5,3]",
    shapes: [[5, 3]],
    range: [-2, 2],
    build: ([x]) => [columnSums(x!)],
    reference: ([x]) => [foldNd(x!, 0, (a, b) => a + b, 0)],
  },
  ofOne(
    "reduceMean",
    "over two axes",
    (x) => reduceMean(x, [0, 2]),
    (x) =>
      fillNd([3], ([j]) => {
        const terms = Array.from({ length: 8 }, (_, at) => elementAt(x, [at >> 2, j!, at & 3]));
        return terms.reduce((total, y) => total + y, 0) / 8;
      }),
  ),
  ofOne(
    "logSumExp",
    "over the middle axis",
    (x) => logSumExp(x, 1),
    (x) => ({ ...mapNd(sumOfPowers(x, 1), Math.log), shape: [2, 4] }),
  ),
  ofOne(
    "logSoftmax",
    "over the middle axis",
    (x) => logSoftmax(x, 1),
    (x) => mapNd(shares(x, 1), Math.log),
  ),
  {
    primitive: "globalNorm",
    title: "of a matrix, a vector and three axes",
    shapes: [[3, 4], [5], [2, 3, 2]],
    range: [-2, 2],
    build: (arrays) => [globalNorm(arrays)],
    reference: (arrays) => [scalar(Math.sqrt(arrays.reduce((total, x) => total + sum(mapNd(x, (y) => y * y)), 0)))],
  },
  ofTwo("meanSquaredError", losses.meanSquaredError, (y, target) => (y - target) ** 2),
  ofTwo(
    "huber",
    (y, target) => losses.huber(y, target, 0.8),
    (y, target) => {
      const error = Math.abs(y - target);
      return error <= 0.8 ? error ** 2 / 2 : 0.8 * (error - 0.4);
    },
  ),
  ofTwo(
    "bernoulliCrossEntropy",
    losses.bernoulliCrossEntropy,
    (logit, target) => {
      const p = 1 / (1 + Math.exp(-logit));
      return -target * Math.log(p) - (1 - target) * Math.log(1 - p);
    },
    [0, 1],
  ),
  {
    primitive: "categoricalCrossEntropy",
    title: "of three classes",
    shapes: [
      [4, 3],
      [4, 3],
    ],
    range: [0, 1],
    build: ([logits, target]) => [losses.categoricalCrossEntropy(logits!, target!)],
    reference: ([logits, target]) => [
      scalar(-sum(zipNd(target!, shares(logits!, 1), [4, 3], (share, p) => share * Math.log(p))) / 4),
    ],
  },
  {
    primitive: "gaussianNegativeLogLikelihood",
    title: "over [3,4]",
    shapes: [
      [3, 4],
      [3, 4],
      [3, 4],
    ],
    range: [-1, 1],
    build: ([centre, logDeviation, target]) => [
      losses.gaussianNegativeLogLikelihood({ mean: centre!, logDeviation: logDeviation! }, target!),
    ],
    reference: ([centre, logDeviation, target]) => [
      mean(
        fillNd([3, 4], (at) => {
          const logSigma = elementAt(logDeviation!, at);
          const distance = (elementAt(target!, at) - elementAt(centre!, at)) / Math.exp(logSigma);
          return HALF_LOG_TWO_PI + logSigma + distance ** 2 / 2;
        }),
      ),
    ],
  },
  {
    primitive: "mixtureNegativeLogLikelihood",
    title: "of three components in two dimensions",
    shapes: [
      [4, 3, 2],
      [4, 3, 2],
      [4, 3, 2],
      [4, 2],
    ],
    range: [-1, 1],
    build: ([mixtureLogits, centre, logDeviation, target]) => [
      mixtureNegativeLogLikelihood(
        { mixtureLogits: mixtureLogits!, mean: centre!, logDeviation: logDeviation! },
        target!,
      ),
    ],
    reference: ([mixtureLogits, centre, logDeviation, target]) => [
      mixture(mixtureLogits!, centre!, logDeviation!, target!),
    ],
  },
];

/** −log Σₖ πₖ N(target; μₖ, σₖ²), from the densities themselves. */
function mixture(logits: NdArray, centre: NdArray, logDeviation: NdArray, target: NdArray): NdArray {
  const weights = shares(logits, 1);
  const negative = fillNd([4, 2], ([b, z]) => {
    const density = [0, 1, 2].reduce((total, k) => {
      const sigma = Math.exp(elementAt(logDeviation, [b!, k, z!]));
      const distance = (elementAt(target, [b!, z!]) - elementAt(centre, [b!, k, z!])) / sigma;
      const gaussian = Math.exp(-(distance ** 2) / 2) / (sigma * Math.sqrt(2 * Math.PI));
      return total + elementAt(weights, [b!, k, z!]) * gaussian;
    }, 0);
    return -Math.log(density);
  });
  return mean(negative);
}
