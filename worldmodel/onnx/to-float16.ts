/**
 * Half precision: every product, and everything between two products, is stored and computed in float16. What comes before the first
 * product (normalising the observation) and after the last (units of the scenario, the mixture's softmax) stays float32, as do the
 * model's inputs and outputs: there float16 would cost digits and save nothing.
 */
import { SpecError } from "../../sim/core/index.ts";
import { elementTypes } from "./element-types.ts";
import { float16Bits, LARGEST_FLOAT16 } from "./float16.ts";
import { foldConstants } from "./fold-constants.ts";
import { keepUsed } from "./keep-used.ts";
import { ELEMENT_TYPES, type OnnxModel, type OnnxNode, type OnnxTensor } from "./onnx-model.ts";

type FloatType = "float32" | "float16";

/** Throws a SpecError that names a weight beyond float16's range. */
export function toFloat16(model: OnnxModel): OnnxModel {
  const folded = foldConstants(model);
  const types = elementTypes(folded);
  const stored = new Map(folded.initializers.map((tensor) => [tensor.name, tensor]));
  const halves = new Map<string, OnnxTensor>();
  /** What each float value really is; float32 where it is not named. */
  const actual = new Map<string, FloatType>();
  const casts = new Set<string>();
  const nodes: OnnxNode[] = [];

  const read = (name: string, wanted: FloatType): string => {
    if (types.get(name) !== "float32" || (actual.get(name) ?? "float32") === wanted) return name;
    const converted = `${name}_${wanted}`;
    const tensor = stored.get(name);
    if (tensor) halves.set(converted, half(tensor, converted, model.name));
    else if (!casts.has(converted)) nodes.push(cast(name, converted, wanted));
    casts.add(converted);
    return converted;
  };

  const halved = betweenProducts(folded);
  for (const node of folded.nodes) {
    const wanted = halved.has(node) ? "float16" : "float32";
    const inputs = node.inputs.map((name) => read(name, wanted));
    for (const name of node.outputs) if (types.get(name) === "float32") actual.set(name, wanted);
    // From bool to the numbers around it.
    const attributes =
      node.operator === "Cast" ? { to: { kind: "int", value: ELEMENT_TYPES[wanted] } as const } : node.attributes;
    nodes.push({ ...node, inputs, attributes });
  }
  return keepUsed({ ...folded, nodes, initializers: [...folded.initializers, ...halves.values()] });
}

/** Products, and the nodes that lie both after one and before one. */
function betweenProducts({ nodes }: OnnxModel): ReadonlySet<OnnxNode> {
  const isProduct = ({ operator }: OnnxNode): boolean => operator === "Gemm" || operator === "MatMul";
  const [after, before] = [new Set<string>(), new Set<string>()];
  for (const node of nodes) {
    if (isProduct(node) || node.inputs.some((name) => after.has(name)))
      for (const name of node.outputs) after.add(name);
  }
  for (const node of nodes.toReversed()) {
    if (isProduct(node) || node.outputs.some((name) => before.has(name)))
      for (const name of node.inputs) before.add(name);
  }
  const depends = (node: OnnxNode): boolean => node.inputs.some((name) => after.has(name));
  const needed = (node: OnnxNode): boolean => node.outputs.some((name) => before.has(name));
  return new Set(nodes.filter((node) => isProduct(node) || (depends(node) && needed(node))));
}

function half({ name: source, shape, data }: OnnxTensor, name: string, model: string): OnnxTensor {
  if (!(data instanceof Float32Array)) throw new SpecError(`float16 ${model}: ${source} must be float32`);
  const wrong = data.findIndex((value) => !(Math.abs(value) <= LARGEST_FLOAT16));
  if (wrong >= 0) {
    throw new SpecError(
      `float16 ${model}: ${source}[${wrong}] must lie within ±${LARGEST_FLOAT16}, the range of float16, got ${data[wrong]}`,
    );
  }
  return { name, elementType: "float16", shape, data: float16Bits(data) };
}

function cast(from: string, to: string, elementType: FloatType): OnnxNode {
  return {
    operator: "Cast",
    name: `cast_${to}`,
    inputs: [from],
    outputs: [to],
    attributes: { to: { kind: "int", value: ELEMENT_TYPES[elementType] } },
  };
}
