/** Rows that are picked by an input of whole numbers. */
import { gatherRows } from "../../../worldmodel/autodiff/gather-rows.ts";
import { elementAt, fillNd } from "./nd-array.ts";
import type { PrimitiveCase } from "./primitive-case.ts";

const ROWS = [3, 0, 3, 1, 1] as const;

export const GATHER_ROWS_CASE: PrimitiveCase = {
  primitive: "gatherRows",
  title: "twice, once and never",
  shapes: [[4, 3]],
  integers: ROWS,
  range: [-2, 2],
  build: ([x, rows]) => [gatherRows(x!, rows!)],
  reference: ([x]) => [fillNd([ROWS.length, 3], ([i, j]) => elementAt(x!, [ROWS[i!]!, j!]))],
};
