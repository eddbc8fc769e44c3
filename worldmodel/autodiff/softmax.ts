/** Shares that add up to 1 along an axis. */
import { ShapeError } from "../../sim/core/index.ts";
import { inputAt, numberAttribute } from "./arguments.ts";
import { reduceSum } from "./broadcast.ts";
import { multiply, subtract } from "./elementwise.ts";
import { applyOne, type Primitive, showShape, type Value } from "./value.ts";

export const softmaxPrimitive: Primitive = {
  name: "softmax",
  infer: (inputs) => [{ shape: inputAt(inputs, 0).shape, elementType: "float32" }],
  emit: (node) => ({
    operator: "Softmax",
    attributes: { axis: { kind: "int", value: numberAttribute(node.attributes, "axis") } },
  }),
  vjp: (node, [cotangent]) => {
    if (!cotangent) return [];
    const y = inputAt(node.outputs, 0);
    const pulled = reduceSum(multiply(cotangent, y), [numberAttribute(node.attributes, "axis")], true);
    return [multiply(y, subtract(cotangent, pulled))];
  },
};

/** exp x / Σ exp x over one axis, without overflow. One operator; the last axis is the fastest. */
export function softmax(x: Value, axis: number): Value {
  if (!Number.isInteger(axis) || axis < 0 || axis >= x.shape.length)
    throw new ShapeError(`softmax: axis must be in [0, ${x.shape.length}), got ${axis} for ${showShape(x.shape)}`);
  return applyOne(softmaxPrimitive, [x], { axis });
}
