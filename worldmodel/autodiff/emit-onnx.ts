/** Turns values into an ONNX model that computes them. */
import { ShapeError } from "../../sim/core/index.ts";
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from "../onnx/onnx-model.ts";
import { ancestors } from "./gradients.ts";
import { type Node, showShape, sizeOf, type Value } from "./value.ts";

export interface EmitOptions {
  readonly name: string;
  readonly documentation?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Weights by parameter name, to be stored in the model. Parameters without weights become inputs. */
  readonly weights?: ReadonlyMap<string, Float32Array>;
  /** Inputs in this order, present even where nothing uses them; others follow in the order of their creation. */
  readonly inputs?: readonly Value[];
}

/** Emits what the outputs need and nothing else. Outputs are keyed by name. */
export function emitOnnx(outputs: Readonly<Record<string, Value>>, options: EmitOptions): OnnxModel {
  const names = new Map<Value, string>();
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const inputs = new Map<string, OnnxValue>();
  /** Names of integer tensors by their contents: lists of indices are long and used several times. */
  const integerLists = new Map<string, string>();
  const nameOf = (value: Value): string => names.get(value) ?? "";

  const addInput = (name: string, value: Value): void => {
    const known = inputs.get(name);
    if (known) {
      throw new ShapeError(
        `emitOnnx ${options.name}: two inputs are named ${name}: ${showShape(known.shape)} and ${showShape(value.shape)}`,
      );
    }
    inputs.set(name, { name, elementType: value.elementType, shape: value.shape });
    names.set(value, name);
  };
  const addTensor = (tensor: OnnxTensor): string => {
    initializers.set(tensor.name, tensor);
    return tensor.name;
  };
  const addIntegers = (list: readonly number[]): string => {
    const known = integerLists.get(list.join());
    if (known !== undefined) return known;
    const name = addTensor(integerTensor(list, initializers.size));
    integerLists.set(list.join(), name);
    return name;
  };
  const addNode = (node: Node): void => {
    const emission = node.primitive.emit(node);
    if ("sameAs" in emission) {
      for (const [index, output] of node.outputs.entries()) {
        const source = emission.sameAs[index];
        if (source) names.set(output, nameOf(source));
      }
      return;
    }
    const name = `${node.primitive.name}_${nodes.length}`;
    for (const [index, output] of node.outputs.entries()) names.set(output, `${name}_${index}`);
    const integers = (emission.integerInputs ?? []).map((list) => addIntegers(list));
    nodes.push({
      operator: emission.operator,
      name,
      inputs: [...node.inputs.map(nameOf), ...integers],
      outputs: node.outputs.map(nameOf),
      attributes: emission.attributes ?? {},
    });
  };

  for (const value of [...(options.inputs ?? []), ...ancestors(Object.values(outputs))]) {
    if (names.has(value)) continue;
    const { origin } = value;
    if (origin.kind === "input") addInput(origin.name, value);
    if (origin.kind === "constant") names.set(value, addTensor(constantTensor(value, origin.data, initializers.size)));
    if (origin.kind === "node") addNode(origin.node);
    if (origin.kind === "parameter") {
      const weights = options.weights?.get(origin.name);
      if (weights) names.set(value, addTensor(weightTensor(origin.name, value, weights)));
      else addInput(origin.name, value);
    }
  }
  for (const [name, value] of Object.entries(outputs)) {
    nodes.push({
      operator: "Identity",
      name: `output_${name}`,
      inputs: [nameOf(value)],
      outputs: [name],
      attributes: {},
    });
  }
  return {
    name: options.name,
    documentation: options.documentation ?? "",
    metadata: options.metadata ?? {},
    nodes,
    initializers: [...initializers.values()],
    inputs: [...inputs.values()],
    outputs: Object.entries(outputs).map(([name, { elementType, shape }]) => ({ name, elementType, shape })),
  };
}

function weightTensor(name: string, value: Value, data: Float32Array): OnnxTensor {
  if (data.length !== sizeOf(value.shape)) {
    throw new ShapeError(
      `emitOnnx: weights of ${name} must have ${sizeOf(value.shape)} elements for ${showShape(value.shape)}, got ${data.length}`,
    );
  }
  return { name, elementType: "float32", shape: value.shape, data };
}

/** Equal constants share one tensor: scalars and axes are many and few differ. */
function constantTensor(value: Value, data: Float32Array, index: number): OnnxTensor {
  const uniform = data.every((element) => Object.is(element, data[0]));
  const name = uniform
    ? `constant_${Object.is(data[0], -0) ? "-0" : data[0]}_${value.shape.join("x")}`
    : `constant_${index}`;
  return { name, elementType: "float32", shape: value.shape, data };
}

/** Up to so many integers are told by the tensor's name. */
const NAMED_INTEGERS = 8;

function integerTensor(list: readonly number[], index: number): OnnxTensor {
  const name = list.length <= NAMED_INTEGERS ? `integers_${list.join("_")}` : `integer_list_${index}`;
  return { name, elementType: "int64", shape: [list.length], data: BigInt64Array.from(list, BigInt) };
}
