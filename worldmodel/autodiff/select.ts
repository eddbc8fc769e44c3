/** One of two values, element by element: what is not chosen may be anything, even no number. */
import { inputAt } from "./arguments.ts";
import { broadcastShapes, sumTo } from "./broadcast.ts";
import { greaterPrimitive } from "./elementwise.ts";
import { applyOne, constant, type Primitive, type Value } from "./value.ts";

/** Of a condition, a and b. The gradient goes to what is chosen. */
export const selectPrimitive: Primitive = {
  name: "select",
  infer: (inputs) => {
    const [condition, a, b] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
    const shape = broadcastShapes("select", condition.shape, broadcastShapes("select", a.shape, b.shape));
    return [{ shape, elementType: a.elementType }];
  },
  emit: () => ({ operator: "Where" }),
  vjp: ({ inputs }, [cotangent]) => {
    if (!cotangent) return [];
    const [condition, a, b] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
    const zero = constant(0);
    return [
      undefined,
      sumTo(applyOne(selectPrimitive, [condition, cotangent, zero]), a.shape),
      sumTo(applyOne(selectPrimitive, [condition, zero, cotangent]), b.shape),
    ];
  },
};

/** `chosen` where a > b, else `other`: also where a or b is no number. Shapes broadcast. */
export function selectGreater(a: Value, b: Value, chosen: Value, other: Value): Value {
  return applyOne(selectPrimitive, [applyOne(greaterPrimitive, [a, b]), chosen, other]);
}
