/** Operators that move elements without computing: reshape, transpose, split, concatenate. */
import { ShapeError } from "../../sim/core/index.ts";
import { inputAt, listAttribute, numberAttribute } from "./arguments.ts";
import { withGradient } from "./custom-gradient.ts";
import type { Attributes } from "./value.ts";
import {
  apply,
  applyOne,
  constant,
  type Primitive,
  type Shape,
  sameShape,
  showShape,
  sizeOf,
  type Value,
} from "./value.ts";

export const reshapePrimitive: Primitive = {
  name: "reshape",
  infer: (inputs, attributes) => [
    { shape: listAttribute(attributes, "shape"), elementType: inputAt(inputs, 0).elementType },
  ],
  emit: (node) => ({ operator: "Reshape", integerInputs: [listAttribute(node.attributes, "shape")] }),
  vjp: (node, [cotangent]) => [cotangent && reshape(cotangent, inputAt(node.inputs, 0).shape)],
};

/** The same elements, row-major, in another shape. */
export function reshape(x: Value, shape: Shape): Value {
  if (sizeOf(x.shape) !== sizeOf(shape)) {
    throw new ShapeError(
      `reshape: ${showShape(x.shape)} has ${sizeOf(x.shape)} elements, ${showShape(shape)} ${sizeOf(shape)}`,
    );
  }
  return sameShape(x.shape, shape) ? x : applyOne(reshapePrimitive, [x], { shape });
}

export const transposePrimitive: Primitive = {
  name: "transpose",
  infer: (inputs, attributes) => {
    const x = inputAt(inputs, 0);
    return [
      { shape: listAttribute(attributes, "order").map((axis) => x.shape[axis] ?? 0), elementType: x.elementType },
    ];
  },
  emit: (node) => ({
    operator: "Transpose",
    attributes: { perm: { kind: "ints", value: listAttribute(node.attributes, "order") } },
  }),
  vjp: (node, [cotangent]) => {
    const order = listAttribute(node.attributes, "order");
    return [
      cotangent &&
        transpose(
          cotangent,
          order.map((_, axis) => order.indexOf(axis)),
        ),
    ];
  },
};

/** Axis i of the result is axis `order[i]` of x. */
export function transpose(x: Value, order: readonly number[]): Value {
  const sorted = [...order].sort((a, b) => a - b);
  if (
    !sameShape(
      sorted,
      x.shape.map((_, axis) => axis),
    )
  ) {
    throw new ShapeError(
      `transpose: order must permute the ${x.shape.length} axes of ${showShape(x.shape)}, got ${showShape(order)}`,
    );
  }
  return applyOne(transposePrimitive, [x], { order });
}

/** Outputs in the order of `sizes`. */
export const splitPrimitive: Primitive = {
  name: "split",
  infer: (inputs, attributes) => {
    const x = inputAt(inputs, 0);
    const axis = numberAttribute(attributes, "axis");
    return listAttribute(attributes, "sizes").map((size) => ({
      shape: x.shape.with(axis, size),
      elementType: x.elementType,
    }));
  },
  emit: (node) => ({
    operator: "Split",
    attributes: { axis: { kind: "int", value: numberAttribute(node.attributes, "axis") } },
    integerInputs: [listAttribute(node.attributes, "sizes")],
  }),
  vjp: (node, cotangents) => {
    return [joinParts(node.outputs, cotangents, numberAttribute(node.attributes, "axis"))];
  },
};

/** Elements from `start` to `end` (not included) along `axis`. */
export const slicePrimitive: Primitive = {
  name: "slice",
  infer: (inputs, attributes) => {
    const x = inputAt(inputs, 0);
    const { axis, start, end } = sliceBounds(attributes);
    return [{ shape: x.shape.with(axis, end - start), elementType: x.elementType }];
  },
  emit: (node) => {
    const { axis, start, end } = sliceBounds(node.attributes);
    return { operator: "Slice", integerInputs: [[start], [end], [axis]] };
  },
  vjp: (node, [cotangent]) => {
    if (!cotangent) return [];
    const { axis, start, end } = sliceBounds(node.attributes);
    const shape = inputAt(node.inputs, 0).shape;
    const around = [start, (shape[axis] ?? 0) - end].map((length) =>
      length > 0 ? [zeros(shape.with(axis, length))] : [],
    );
    return [concat([...(around[0] ?? []), cotangent, ...(around[1] ?? [])], axis)];
  },
};

/** Elements from `start` to `end` (not included) along `axis`. */
export function slice(x: Value, axis: number, start: number, end: number): Value {
  const length = x.shape[axis] ?? 0;
  const [whole, inside] = [[axis, start, end].every(Number.isInteger), 0 <= start && start < end && end <= length];
  if (!whole || !inside) {
    throw new ShapeError(
      `slice: 0 ≤ start < end ≤ ${length} required (axis ${axis} of ${showShape(x.shape)}), got ${start} and ${end}`,
    );
  }
  return end - start === length ? x : applyOne(slicePrimitive, [x], { axis, start, end });
}

function sliceBounds(attributes: Attributes): { readonly axis: number; readonly start: number; readonly end: number } {
  const [axis, start] = [numberAttribute(attributes, "axis"), numberAttribute(attributes, "start")];
  return { axis, start, end: numberAttribute(attributes, "end") };
}

/** Every WebGPU device binds at least 8 buffers to a shader, and ONNX Runtime's Split takes one for x and one for each part. */
const MOST_SPLIT_PARTS = 7;

/** Cuts x along `axis` into parts of the given sizes, which must add up. */
export function split(x: Value, axis: number, sizes: readonly number[]): readonly Value[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (x.shape[axis] !== total || sizes.some((size) => size < 1 || !Number.isInteger(size))) {
    throw new ShapeError(
      `split: sizes must be positive integers and add up to ${x.shape[axis]} (axis ${axis} of ${showShape(x.shape)}), got ${showShape(sizes)}`,
    );
  }
  if (sizes.length === 1) return [x];
  if (sizes.length <= MOST_SPLIT_PARTS) return apply(splitPrimitive, [x], { axis, sizes });
  let end = 0;
  const parts = sizes.map((size) => {
    end += size;
    return slice(x, axis, end - size, end);
  });
  return withGradient([x], parts, (cotangents) => [joinParts(parts, cotangents, axis)]);
}

function joinParts(parts: readonly Value[], cotangents: readonly (Value | undefined)[], axis: number): Value {
  return concat(
    parts.map((part, index) => cotangents[index] ?? zeros(part.shape)),
    axis,
  );
}

export const concatPrimitive: Primitive = {
  name: "concat",
  infer: (inputs, attributes) => {
    const axis = numberAttribute(attributes, "axis");
    const first = inputAt(inputs, 0);
    for (const x of inputs) {
      if (!sameShape(x.shape.with(axis, 0), first.shape.with(axis, 0))) {
        throw new ShapeError(
          `concat: shapes must agree but for axis ${axis}, got ${inputs.map((y) => showShape(y.shape)).join(" ")}`,
        );
      }
    }
    const length = inputs.reduce((sum, x) => sum + (x.shape[axis] ?? 0), 0);
    return [{ shape: first.shape.with(axis, length), elementType: first.elementType }];
  },
  emit: (node) => ({
    operator: "Concat",
    attributes: { axis: { kind: "int", value: numberAttribute(node.attributes, "axis") } },
  }),
  vjp: (node, [cotangent]) => {
    const axis = numberAttribute(node.attributes, "axis");
    return cotangent
      ? split(
          cotangent,
          axis,
          node.inputs.map((x) => x.shape[axis] ?? 0),
        )
      : [];
  },
};

/** Joins arrays along an existing axis. */
export function concat(parts: readonly Value[], axis: number): Value {
  const [first] = parts;
  if (first === undefined || axis < 0 || axis >= first.shape.length) {
    throw new ShapeError(
      `concat: at least one array with axis ${axis} required, got ${parts.map((x) => showShape(x.shape)).join(" ") || "none"}`,
    );
  }
  return parts.length === 1 ? first : applyOne(concatPrimitive, parts, { axis });
}

function zeros(shape: Shape): Value {
  return constant(new Float32Array(sizeOf(shape)), shape);
}
