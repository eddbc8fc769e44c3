/** Picking rows by numbers that are known only when the graph runs. */
import { ShapeError } from "../../sim/core/index.ts";
import { inputAt } from "./arguments.ts";
import { applyOne, type Primitive, showShape, type Value } from "./value.ts";

/** Rows of data: no gradient flows to them. */
export const gatherRowsPrimitive: Primitive = {
  name: "gatherRows",
  infer: (inputs) => {
    const [x, rows] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const whole = rows.elementType === "int32" || rows.elementType === "int64";
    if (!whole || rows.shape.length !== 1 || x.shape.length === 0) {
      throw new ShapeError(
        `gatherRows: rows must be int32 or int64 [N], got ${rows.elementType} ${showShape(rows.shape)} for ${showShape(x.shape)}`,
      );
    }
    return [{ shape: x.shape.with(0, rows.shape[0] ?? 0), elementType: x.elementType }];
  },
  emit: () => ({ operator: "Gather", attributes: { axis: { kind: "int", value: 0 } } }),
};

/** Row i of the result is row `rows[i]` of x. x [R,…], rows int32 or int64 [N] → [N,…]. ONNX Runtime refuses rows that are not in x. */
export function gatherRows(x: Value, rows: Value): Value {
  return applyOne(gatherRowsPrimitive, [x, rows]);
}
