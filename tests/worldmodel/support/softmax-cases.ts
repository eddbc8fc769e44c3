/** The softmax along the last axis and along another one. */
import { softmax } from "../../../worldmodel/autodiff/softmax.ts";
import { foldNd, mapNd, zipNd } from "./nd-array.ts";
import type { PrimitiveCase } from "./primitive-case.ts";

export const SOFTMAX_CASES: readonly PrimitiveCase[] = [2, 0].map((axis) => ({
  primitive: "softmax",
  title: `over axis ${axis} of [2,3,4]`,
  shapes: [[2, 3, 4]],
  range: [-2, 2],
  build: ([x]) => [softmax(x!, axis)],
  reference: ([x]) => {
    const powers = mapNd(x!, Math.exp);
    const sums = foldNd(powers, axis, (sum, y) => sum + y, 0);
    return [zipNd(powers, sums, powers.shape, (y, sum) => y / sum)];
  },
}));
