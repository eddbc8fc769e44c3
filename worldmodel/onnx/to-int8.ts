/**
 * Dynamic quantisation: a product with stored weights becomes one of 8-bit whole numbers. Weights have a scale for each column, chosen here;
 * the other factor has one scale and zero point, chosen at each run (ONNX's DynamicQuantizeLinear). Everything else stays float32.
 */
import { foldConstants } from "./fold-constants.ts";
import { keepUsed } from "./keep-used.ts";
import { ELEMENT_TYPES, type OnnxModel, type OnnxNode, type OnnxTensor } from "./onnx-model.ts";

/** Weights are whole numbers up to this, either way. */
const LARGEST_WEIGHT = 127;

/**
 * Added to stored weights, so that both factors are uint8. With int8 weights, CPUs that have no VNNI add up pairs of products in 16 bits,
 * which saturate (ONNX Runtime's guide to quantisation, "U8S8"): the same file would compute other numbers on other machines.
 */
const WEIGHT_ZERO: OnnxTensor = { name: "weightZero", elementType: "uint8", shape: [], data: Uint8Array.of(128) };

/** A product as quantisation takes it: op(a) · weight + addend. */
interface Product {
  readonly factor: string;
  readonly transposeFactor: boolean;
  readonly weight: OnnxTensor;
  readonly transposeWeight: boolean;
  readonly addend: string | undefined;
}

export function toInt8(model: OnnxModel): OnnxModel {
  const folded = foldConstants(model);
  const tensors = new Map([...folded.initializers, WEIGHT_ZERO].map((tensor) => [tensor.name, tensor]));
  const nodes: OnnxNode[] = [];
  const quantised = new Set<string>();

  const push = (operator: string, inputs: readonly string[], outputs: readonly string[], cast?: "float32"): void => {
    const attributes = cast ? { to: { kind: "int", value: ELEMENT_TYPES[cast] } as const } : {};
    nodes.push({ operator, name: `${outputs[0]}_${operator}`, inputs, outputs, attributes });
  };
  /** Once for all products of a factor: the gates of an LSTM share theirs. */
  const quantise = (name: string): readonly [value: string, scale: string, zero: string] => {
    const outputs = [`${name}_uint8`, `${name}_scale`, `${name}_zero`] as const;
    if (!quantised.has(name)) push("DynamicQuantizeLinear", [name], outputs);
    quantised.add(name);
    return outputs;
  };

  for (const node of folded.nodes) {
    const product = productOf(node, tensors);
    const [output] = node.outputs;
    if (product === undefined || output === undefined) {
      nodes.push(node);
      continue;
    }
    const { weight, scale } = quantiseColumns(product.weight, product.transposeWeight);
    for (const tensor of [weight, scale]) tensors.set(tensor.name, tensor);
    const factor = product.transposeFactor ? `${output}_factor` : product.factor;
    if (product.transposeFactor) push("Transpose", [product.factor], [factor]);
    const [value, factorScale, zero] = quantise(factor);
    const scaled = product.addend === undefined ? output : `${output}_scaled`;
    push("MatMulInteger", [value, weight.name, zero, WEIGHT_ZERO.name], [`${output}_int32`]);
    push("Cast", [`${output}_int32`], [`${output}_float`], "float32");
    push("Mul", [factorScale, scale.name], [`${output}_scales`]);
    push("Mul", [`${output}_float`, `${output}_scales`], [scaled]);
    if (product.addend !== undefined) push("Add", [scaled, product.addend], [output]);
  }
  return keepUsed({ ...folded, nodes, initializers: [...tensors.values()] });
}

/** Undefined for nodes that are no product with a stored matrix. */
function productOf(
  { operator, inputs, attributes }: OnnxNode,
  tensors: ReadonlyMap<string, OnnxTensor>,
): Product | undefined {
  const [factor, weightName = "", addend] = inputs;
  const weight = tensors.get(weightName);
  if (operator !== "Gemm" && operator !== "MatMul") return undefined;
  if (factor === undefined || weight?.elementType !== "float32" || weight.shape.length !== 2) return undefined;
  const isSet = (name: string): boolean => attributes[name]?.kind === "int" && attributes[name].value === 1;
  return { factor, transposeFactor: isSet("transA"), weight, transposeWeight: isSet("transB"), addend };
}

interface QuantisedColumns {
  /** [K,N] */
  readonly weight: OnnxTensor;
  /** What a one stands for in each column. [N] */
  readonly scale: OnnxTensor;
}

/** Symmetric about their zero. weight [K,N], or [N,K] where it is to be transposed. */
function quantiseColumns({ name: source, shape, data }: OnnxTensor, transpose: boolean): QuantisedColumns {
  const [rows = 0, columns = 0] = transpose ? shape.toReversed() : shape;
  const at = (row: number, column: number): number =>
    Number(data[transpose ? column * rows + row : row * columns + column]);
  const zero = WEIGHT_ZERO.data[0] as number;
  const scale = new Float32Array(columns);
  const weight = new Uint8Array(rows * columns);
  for (let column = 0; column < columns; column++) {
    let largest = 0;
    for (let row = 0; row < rows; row++) largest = Math.max(largest, Math.abs(at(row, column)));
    // A column of zeros is zeros at any scale.
    scale[column] = largest > 0 ? largest / LARGEST_WEIGHT : 1;
    for (let row = 0; row < rows; row++)
      weight[row * columns + column] = zero + Math.round(at(row, column) / scale[column]!);
  }
  const name = transpose ? `${source}_transposed` : source;
  return {
    weight: { name: `${name}_uint8`, elementType: "uint8", shape: [rows, columns], data: weight },
    scale: { name: `${name}_columnScale`, elementType: "float32", shape: [columns], data: scale },
  };
}
