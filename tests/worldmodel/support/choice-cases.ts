/** Primitives that choose: by size, and one of two. */
import { gatherRows } from "../../../worldmodel/autodiff/gather-rows.ts";
import { selectGreater } from "../../../worldmodel/autodiff/select.ts";
import { topK } from "../../../worldmodel/autodiff/top-k.ts";
import { elementAt, fillNd } from "./nd-array.ts";
import type { PrimitiveCase } from "./primitive-case.ts";

export const CHOICE_CASES: readonly PrimitiveCase[] = [
  {
    primitive: "select",
    title: "of four shapes that broadcast",
    shapes: [[3, 4], [4], [3, 1], []],
    range: [-2, 2],
    build: ([a, b, x, y]) => [selectGreater(a!, b!, x!, y!)],
    reference: ([a, b, x, y]) => [
      fillNd([3, 4], (at) => elementAt(elementAt(a!, at) > elementAt(b!, at) ? x! : y!, at)),
    ],
  },
  {
    primitive: "topK",
    title: "of seven, with the rows of another array at their places",
    shapes: [[7], [7, 2]],
    range: [-2, 2],
    build: ([x, y]) => {
      const { values, rows } = topK(x!, 3);
      return [values, gatherRows(y!, rows)];
    },
    reference: ([x, y]) => {
      const order = [...x!.data.keys()].sort((i, j) => x!.data[j]! - x!.data[i]!);
      return [
        fillNd([3], ([rank]) => x!.data[order[rank!]!]!),
        fillNd([3, 2], ([rank, column]) => elementAt(y!, [order[rank!]!, column!])),
      ];
    },
  },
];
