/** Broadcasting and its transpose: expand to a larger shape, sum back to a smaller one. NumPy's rules. */
import { ShapeError } from "../../sim/core/index.ts";
import { inputAt, listAttribute } from "./arguments.ts";
import { reshape } from "./layout.ts";
import { applyOne, type Node, type Primitive, type Shape, sameShape, showShape, type Value } from "./value.ts";

/** The shape that two shapes broadcast to. Throws a ShapeError that names `where`. */
export function broadcastShapes(where: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const sideA = a[axis - rank + a.length] ?? 1;
    const sideB = b[axis - rank + b.length] ?? 1;
    if (sideA !== sideB && sideA !== 1 && sideB !== 1) {
      throw new ShapeError(`${where}: shapes must broadcast, got ${showShape(a)} and ${showShape(b)}`);
    }
    return sideA === 1 ? sideB : sideA;
  });
}

export const expandPrimitive: Primitive = {
  name: "expand",
  infer: (inputs, attributes) => [
    { shape: listAttribute(attributes, "shape"), elementType: inputAt(inputs, 0).elementType },
  ],
  emit: (node) => ({ operator: "Expand", integerInputs: [listAttribute(node.attributes, "shape")] }),
  vjp: (node, [cotangent]) => [cotangent && sumTo(cotangent, inputAt(node.inputs, 0).shape)],
};

/** Repeats x along its axes of length 1 (and new leading axes) up to `shape`. */
export function expand(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  if (!sameShape(broadcastShapes("expand", x.shape, shape), shape)) {
    throw new ShapeError(`expand: ${showShape(x.shape)} does not broadcast to ${showShape(shape)}`);
  }
  return applyOne(expandPrimitive, [x], { shape });
}

function reducedShape(node: Pick<Node, "inputs" | "attributes">): Shape {
  const axes = listAttribute(node.attributes, "axes");
  return inputAt(node.inputs, 0).shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
}

/** Sum over `axes`; the axes stay, with length 1. */
export const reduceSumPrimitive: Primitive = {
  name: "reduceSum",
  infer: (inputs, attributes) => [{ shape: reducedShape({ inputs, attributes }), elementType: "float32" }],
  emit: (node) => ({
    operator: "ReduceSum",
    integerInputs: [listAttribute(node.attributes, "axes")],
    attributes: { keepdims: { kind: "int", value: 1 } },
  }),
  vjp: (node, [cotangent]) => [cotangent && expand(cotangent, inputAt(node.inputs, 0).shape)],
};

/** Maximum over `axes`; the axes stay, with length 1. Not differentiated: its uses stop the gradient. */
export const reduceMaxPrimitive: Primitive = {
  name: "reduceMax",
  infer: (inputs, attributes) => [{ shape: reducedShape({ inputs, attributes }), elementType: "float32" }],
  emit: (node) => ({
    operator: "ReduceMax",
    attributes: {
      axes: { kind: "ints", value: listAttribute(node.attributes, "axes") },
      keepdims: { kind: "int", value: 1 },
    },
  }),
};

/** Sum over the given axes, all of them by default. Without `keepDims` those axes vanish. */
export function reduceSum(x: Value, axes: readonly number[] = x.shape.map((_, axis) => axis), keepDims = false): Value {
  return reduce(reduceSumPrimitive, x, axes, keepDims);
}

/** Maximum over the given axes, as a constant for the gradient. */
export function reduceMaxDetached(x: Value, axes: readonly number[], keepDims = false): Value {
  return reduce(reduceMaxPrimitive, x, axes, keepDims);
}

function reduce(primitive: Primitive, x: Value, axes: readonly number[], keepDims: boolean): Value {
  const bad = axes.find((axis) => axis < 0 || axis >= x.shape.length);
  if (bad !== undefined) {
    throw new ShapeError(
      `${primitive.name}: axis must be in [0, ${x.shape.length}), got ${bad} for ${showShape(x.shape)}`,
    );
  }
  const reduced = axes.length === 0 ? x : applyOne(primitive, [x], { axes });
  return keepDims
    ? reduced
    : reshape(
        reduced,
        x.shape.filter((_, axis) => !axes.includes(axis)),
      );
}

/** Sums x over every axis that broadcasting `shape` to x's shape repeated. */
export function sumTo(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const extra = x.shape.length - shape.length;
  const axes = x.shape.flatMap((side, axis) =>
    axis < extra || (side !== 1 && shape[axis - extra] === 1) ? [axis] : [],
  );
  const repeated = axes.some((axis) => x.shape[axis] !== 1);
  return reshape(repeated ? reduceSum(x, axes, true) : x, shape);
}
