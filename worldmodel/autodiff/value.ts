/** Values and nodes of a computation graph. Shapes are static: they are known when the graph is built. */
import { ShapeError } from "../../sim/core/index.ts";
import type { ElementType, OnnxAttribute } from "../onnx/onnx-model.ts";
import { currentPlace } from "./place.ts";

export type Shape = readonly number[];

/** Attributes of one application of a primitive; their meaning is documented where the primitive is defined. */
export type Attributes = Readonly<Record<string, number | readonly number[]>>;

/** One array in a graph. Immutable. */
export interface Value {
  /** Grows with creation, so that ordering by id is a topological order. */
  readonly id: number;
  readonly shape: Shape;
  readonly elementType: ElementType;
  readonly origin: Origin;
}

/** What computes a value. */
export type Origin =
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "parameter"; readonly name: string; readonly initialisation: Initialisation }
  | { readonly kind: "constant"; readonly data: Float32Array }
  | { readonly kind: "node"; readonly node: Node; readonly outputIndex: number };

/** How a parameter starts: given numbers, or uniform in ±bound. */
export type Initialisation =
  | { readonly kind: "constant"; readonly data: Float32Array }
  | { readonly kind: "uniform"; readonly bound: number };

/** One application of a primitive. */
export interface Node {
  readonly primitive: Primitive;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly outputs: readonly Value[];
  /** The layer, loss or update in which it was made; empty outside all. */
  readonly place: string;
}

/** An operation of the autodiff: how shapes follow, what computes it, how cotangents flow back. */
export interface Primitive {
  readonly name: string;
  /** Shapes and element types of the outputs. Throws a ShapeError when the inputs do not fit. */
  infer(inputs: readonly Value[], attributes: Attributes): readonly OutputSpec[];
  emit(node: Node): Emission;
  /** One cotangent per input from one per output; undefined where none flows. Absent: not differentiable. */
  readonly vjp?: (node: Node, cotangents: readonly (Value | undefined)[]) => readonly (Value | undefined)[];
}

export interface OutputSpec {
  readonly shape: Shape;
  readonly elementType: ElementType;
}

/** What an application becomes in the model: one ONNX node, or other values under whose names its outputs are known. */
export type Emission = NodeEmission | { readonly sameAs: readonly Value[] };

/** Integer tensors follow the node's own inputs. */
export interface NodeEmission {
  readonly operator: string;
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly integerInputs?: readonly (readonly number[])[];
}

let lastId = 0;

function makeValue(shape: Shape, elementType: ElementType, origin: Origin): Value {
  lastId += 1;
  return { id: lastId, shape, elementType, origin };
}

/** An input that the caller feeds at every run; int32 for numbers of rows. */
export function input(name: string, shape: Shape, elementType: "float32" | "int32" = "float32"): Value {
  return makeValue(shape, elementType, { kind: "input", name });
}

/** A trainable array. */
export function parameter(name: string, shape: Shape, initialisation: Initialisation): Value {
  return makeValue(shape, "float32", { kind: "parameter", name, initialisation });
}

/** An array fixed in the graph; a number makes a scalar. */
export function constant(data: number | Float32Array, shape: Shape = []): Value {
  const elements = typeof data === "number" ? Float32Array.of(data) : data;
  if (elements.length !== sizeOf(shape)) {
    throw new ShapeError(
      `constant: ${sizeOf(shape)} elements required for ${showShape(shape)}, got ${elements.length}`,
    );
  }
  return makeValue(shape, "float32", { kind: "constant", data: elements });
}

/** Applies a primitive, checking shapes. */
export function apply(primitive: Primitive, inputs: readonly Value[], attributes: Attributes = {}): readonly Value[] {
  const outputs: Value[] = [];
  const node: Node = { primitive, inputs, attributes, outputs, place: currentPlace() };
  for (const [outputIndex, spec] of primitive.infer(inputs, attributes).entries()) {
    outputs.push(makeValue(spec.shape, spec.elementType, { kind: "node", node, outputIndex }));
  }
  return outputs;
}

/** Applies a primitive that has one output. */
export function applyOne(primitive: Primitive, inputs: readonly Value[], attributes: Attributes = {}): Value {
  const [output] = apply(primitive, inputs, attributes);
  if (output === undefined) throw new ShapeError(`${primitive.name}: one output required, got none`);
  return output;
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1);
}

export function showShape(shape: Shape): string {
  return `[${shape.join(",")}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((side, axis) => side === b[axis]);
}
