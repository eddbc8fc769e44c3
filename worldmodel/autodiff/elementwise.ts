/** Elementwise operators, with broadcasting for those of two arguments. */
import { ELEMENT_TYPES } from "../onnx/onnx-model.ts";
import { inputAt } from "./arguments.ts";
import { broadcastShapes, sumTo } from "./broadcast.ts";
import { applyOne, constant, type Node, type Primitive, type Value } from "./value.ts";

type UnaryVjp = (cotangent: Value, x: Value, y: Value) => Value;
type BinaryVjp = (cotangent: Value, a: Value, b: Value, y: Value) => Value;

function unary(name: string, operator: string, vjp: UnaryVjp): Primitive {
  return {
    name,
    infer: (inputs) => [{ shape: inputAt(inputs, 0).shape, elementType: "float32" }],
    emit: () => ({ operator }),
    vjp: (node, [cotangent]) => [cotangent && vjp(cotangent, inputAt(node.inputs, 0), inputAt(node.outputs, 0))],
  };
}

function binary(name: string, operator: string, vjpA: BinaryVjp, vjpB: BinaryVjp): Primitive {
  return {
    name,
    infer: (inputs) => [
      { shape: broadcastShapes(name, inputAt(inputs, 0).shape, inputAt(inputs, 1).shape), elementType: "float32" },
    ],
    emit: () => ({ operator }),
    vjp: (node, [cotangent]) => (cotangent ? binaryCotangents(node, cotangent, vjpA, vjpB) : []),
  };
}

function binaryCotangents(node: Node, cotangent: Value, vjpA: BinaryVjp, vjpB: BinaryVjp): Value[] {
  const [a, b, y] = [inputAt(node.inputs, 0), inputAt(node.inputs, 1), inputAt(node.outputs, 0)];
  return [sumTo(vjpA(cotangent, a, b, y), a.shape), sumTo(vjpB(cotangent, a, b, y), b.shape)];
}

export const addPrimitive: Primitive = binary(
  "add",
  "Add",
  (g) => g,
  (g) => g,
);
export const subtractPrimitive: Primitive = binary(
  "subtract",
  "Sub",
  (g) => g,
  (g) => negate(g),
);
export const multiplyPrimitive: Primitive = binary(
  "multiply",
  "Mul",
  (g, _a, b) => multiply(g, b),
  (g, a) => multiply(g, a),
);
export const dividePrimitive: Primitive = binary(
  "divide",
  "Div",
  (g, _a, b) => divide(g, b),
  (g, _a, b, y) => negate(divide(multiply(g, y), b)),
);
export const negatePrimitive: Primitive = unary("negate", "Neg", (g) => negate(g));
export const expPrimitive: Primitive = unary("exp", "Exp", (g, _x, y) => multiply(g, y));
export const logPrimitive: Primitive = unary("log", "Log", (g, x) => divide(g, x));
export const sqrtPrimitive: Primitive = unary("sqrt", "Sqrt", (g, _x, y) => divide(multiply(g, constant(0.5)), y));
export const tanhPrimitive: Primitive = unary("tanh", "Tanh", (g, _x, y) =>
  multiply(g, subtract(constant(1), multiply(y, y))),
);
export const sigmoidPrimitive: Primitive = unary("sigmoid", "Sigmoid", (g, _x, y) =>
  multiply(g, multiply(y, subtract(constant(1), y))),
);
export const sinPrimitive: Primitive = unary("sin", "Sin", (g, x) => multiply(g, cos(x)));
export const cosPrimitive: Primitive = unary("cos", "Cos", (g, x) => negate(multiply(g, sin(x))));
/** log(1 + exp x), without overflow. */
export const softplusPrimitive: Primitive = unary("softplus", "Softplus", (g, x) => multiply(g, sigmoid(x)));
export const reluPrimitive: Primitive = unary("relu", "Relu", (g, x) => multiply(g, greater(x, constant(0))));

/** 1 where a > b, else 0; no gradient flows through it. */
export const greaterPrimitive: Primitive = {
  name: "greater",
  infer: (inputs) => [
    { shape: broadcastShapes("greater", inputAt(inputs, 0).shape, inputAt(inputs, 1).shape), elementType: "bool" },
  ],
  emit: () => ({ operator: "Greater" }),
};

export const toFloatPrimitive: Primitive = {
  name: "toFloat",
  infer: (inputs) => [{ shape: inputAt(inputs, 0).shape, elementType: "float32" }],
  emit: () => ({ operator: "Cast", attributes: { to: { kind: "int", value: ELEMENT_TYPES.float32 } } }),
};

/** Bounds x to [low, high]; the gradient passes inside the bounds only. */
export const clipPrimitive: Primitive = {
  name: "clip",
  infer: (inputs) => [{ shape: inputAt(inputs, 0).shape, elementType: "float32" }],
  emit: () => ({ operator: "Clip" }),
  vjp: (node, [cotangent]) => {
    const [x, low, high] = [inputAt(node.inputs, 0), inputAt(node.inputs, 1), inputAt(node.inputs, 2)];
    return [cotangent && multiply(cotangent, multiply(greater(x, low), greater(high, x)))];
  },
};

export const stopGradientPrimitive: Primitive = {
  name: "stopGradient",
  infer: (inputs) => [{ shape: inputAt(inputs, 0).shape, elementType: inputAt(inputs, 0).elementType }],
  emit: () => ({ operator: "Identity" }),
};

export function add(a: Value, b: Value): Value {
  return applyOne(addPrimitive, [a, b]);
}
export function subtract(a: Value, b: Value): Value {
  return applyOne(subtractPrimitive, [a, b]);
}
export function multiply(a: Value, b: Value): Value {
  return applyOne(multiplyPrimitive, [a, b]);
}
export function divide(a: Value, b: Value): Value {
  return applyOne(dividePrimitive, [a, b]);
}
export function scale(x: Value, factor: number): Value {
  return multiply(x, constant(factor));
}
export function square(x: Value): Value {
  return multiply(x, x);
}
export function negate(x: Value): Value {
  return applyOne(negatePrimitive, [x]);
}
export function exp(x: Value): Value {
  return applyOne(expPrimitive, [x]);
}
export function log(x: Value): Value {
  return applyOne(logPrimitive, [x]);
}
export function sqrt(x: Value): Value {
  return applyOne(sqrtPrimitive, [x]);
}
export function tanh(x: Value): Value {
  return applyOne(tanhPrimitive, [x]);
}
export function sin(x: Value): Value {
  return applyOne(sinPrimitive, [x]);
}
export function cos(x: Value): Value {
  return applyOne(cosPrimitive, [x]);
}
export function sigmoid(x: Value): Value {
  return applyOne(sigmoidPrimitive, [x]);
}
export function softplus(x: Value): Value {
  return applyOne(softplusPrimitive, [x]);
}
export function relu(x: Value): Value {
  return applyOne(reluPrimitive, [x]);
}
export function greater(a: Value, b: Value): Value {
  return applyOne(toFloatPrimitive, [applyOne(greaterPrimitive, [a, b])]);
}
export function clip(x: Value, low: number, high: number): Value {
  return applyOne(clipPrimitive, [x, constant(low), constant(high)]);
}
export function stopGradient(x: Value): Value {
  return applyOne(stopGradientPrimitive, [x]);
}
