/** Every primitive in one table: the tests hold each of them against a reference and a finite difference. */
import { expandPrimitive, reduceMaxPrimitive, reduceSumPrimitive } from "./broadcast.ts";
import {
  addPrimitive,
  clipPrimitive,
  cosPrimitive,
  dividePrimitive,
  expPrimitive,
  greaterPrimitive,
  logPrimitive,
  multiplyPrimitive,
  negatePrimitive,
  reluPrimitive,
  sigmoidPrimitive,
  sinPrimitive,
  softplusPrimitive,
  sqrtPrimitive,
  stopGradientPrimitive,
  subtractPrimitive,
  tanhPrimitive,
  toFloatPrimitive,
} from "./elementwise.ts";
import { gatherPrimitive } from "./gather.ts";
import { gatherRowsPrimitive } from "./gather-rows.ts";
import { concatPrimitive, reshapePrimitive, slicePrimitive, splitPrimitive, transposePrimitive } from "./layout.ts";
import { matMulPrimitive } from "./matmul.ts";
import { selectPrimitive } from "./select.ts";
import { softmaxPrimitive } from "./softmax.ts";
import { topKPrimitive } from "./top-k.ts";
import type { Primitive } from "./value.ts";

/** `customGradient` is not among them: it computes nothing and is made anew for each use. */
export const PRIMITIVES: readonly Primitive[] = [
  addPrimitive,
  subtractPrimitive,
  multiplyPrimitive,
  dividePrimitive,
  negatePrimitive,
  expPrimitive,
  logPrimitive,
  sqrtPrimitive,
  tanhPrimitive,
  sinPrimitive,
  cosPrimitive,
  sigmoidPrimitive,
  softplusPrimitive,
  reluPrimitive,
  clipPrimitive,
  greaterPrimitive,
  toFloatPrimitive,
  selectPrimitive,
  stopGradientPrimitive,
  expandPrimitive,
  reduceSumPrimitive,
  reduceMaxPrimitive,
  softmaxPrimitive,
  reshapePrimitive,
  transposePrimitive,
  splitPrimitive,
  slicePrimitive,
  gatherPrimitive,
  gatherRowsPrimitive,
  topKPrimitive,
  concatPrimitive,
  matMulPrimitive,
];
