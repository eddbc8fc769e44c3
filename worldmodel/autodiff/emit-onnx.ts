/** Turns values into an ONNX model that computes them. */
import { ShapeError } from "../../sim/core/index.ts";
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from "../onnx/onnx-model.ts";
import { ancestors } from "./gradients.ts";
import { showShape, sizeOf, type Value } from "./value.ts";

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
  const emission = new Map<Value, string>();
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const inputs = new Map<string, OnnxValue>();
  const order = ancestors([...(options.inputs ?? []), ...Object.values(outputs)]);

  const declareInput = (name: string, value: Value): void => {
    const known = inputs.get(name);
    if (known && emission.get(value) === undefined) {
      throw new ShapeError(
        `emitOnnx ${options.name}: two inputs are named ${name}: ${showShape(known.shape)} and ${showShape(value.shape)}`,
      );
    }
    inputs.set(name, { name, elementType: value.elementType, shape: value.shape });
    emission.set(value, name);
  };
  for (const value of options.inputs ?? []) if (value.origin.kind === "input") declareInput(value.origin.name, value);

  for (const value of order) {
    if (emission.has(value)) continue;
    const { origin } = value;
    if (origin.kind === "input") declareInput(origin.name, value);
    if (origin.kind === "parameter") {
      const weights = options.weights?.get(origin.name);
      if (weights === undefined) {
        declareInput(origin.name, value);
      } else {
        emission.set(value, origin.name);
        initializers.set(origin.name, weightTensor(origin.name, value, weights));
      }
    }
    if (origin.kind === "constant") {
      const tensor = constantTensor(value, origin.data, initializers.size);
      emission.set(value, tensor.name);
      initializers.set(tensor.name, tensor);
    }
    if (origin.kind === "node") {
      const index = nodes.length;
      for (const [position, output] of origin.node.outputs.entries())
        emission.set(output, `${origin.node.primitive.name}_${index}_${position}`);
      const { operator, attributes = {}, integerInputs = [] } = origin.node.primitive.emit(origin.node);
      const integers = integerInputs.map((list) => integerTensor(list));
      for (const tensor of integers) initializers.set(tensor.name, tensor);
      nodes.push({
        operator,
        name: `${origin.node.primitive.name}_${index}`,
        inputs: [
          ...origin.node.inputs.map((source) => emission.get(source) ?? ""),
          ...integers.map((tensor) => tensor.name),
        ],
        outputs: origin.node.outputs.map((output) => emission.get(output) ?? ""),
        attributes,
      });
    }
  }
  for (const [name, value] of Object.entries(outputs)) {
    nodes.push({
      operator: "Identity",
      name: `output_${name}`,
      inputs: [emission.get(value) ?? ""],
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
    outputs: Object.entries(outputs).map(([name, value]) => ({
      name,
      elementType: value.elementType,
      shape: value.shape,
    })),
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
  const uniform = data.every((element) => element === data[0]);
  const name = uniform ? `constant_${data[0]}_${value.shape.join("x")}` : `constant_${index}`;
  return { name, elementType: "float32", shape: value.shape, data };
}

function integerTensor(list: readonly number[]): OnnxTensor {
  return {
    name: `integers_${list.join("_")}`,
    elementType: "int64",
    shape: [list.length],
    data: BigInt64Array.from(list, BigInt),
  };
}
