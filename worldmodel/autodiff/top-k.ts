/** Ranking: the largest elements, and where they are. */
import { ShapeError } from "../../sim/core/index.ts";
import { inputAt, numberAttribute } from "./arguments.ts";
import { apply, type Primitive, showShape, type Value } from "./value.ts";

/** Which elements are the largest changes by jumps: no gradient flows through it. */
export const topKPrimitive: Primitive = {
  name: "topK",
  infer: (inputs, attributes) => {
    const x = inputAt(inputs, 0);
    const k = numberAttribute(attributes, "k");
    if (x.shape.length !== 1 || !Number.isInteger(k) || k < 1 || k > (x.shape[0] ?? 0))
      throw new ShapeError(`topK: k must be an integer from 1 to N of x [N], got ${k} of ${showShape(x.shape)}`);
    return [
      { shape: [k], elementType: x.elementType },
      { shape: [k], elementType: "int64" },
    ];
  },
  emit: (node) => ({ operator: "TopK", integerInputs: [[numberAttribute(node.attributes, "k")]] }),
};

/** The k largest elements of x, largest first, equal ones in their order in x, and their places, for `gatherRows`. x [N] → [k], int64 [k] */
export function topK(x: Value, k: number): { readonly values: Value; readonly rows: Value } {
  const outputs = apply(topKPrimitive, [x], { k });
  return { values: inputAt(outputs, 0), rows: inputAt(outputs, 1) };
}
