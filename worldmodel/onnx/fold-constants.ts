/** Does ahead of time what only moves stored numbers: splits, slices, transposes and reshapes of initializers. */
import { keepUsed } from "./keep-used.ts";
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor } from "./onnx-model.ts";

type Known = ReadonlyMap<string, OnnxTensor>;

/** A stored float32 matrix as its numbers are to be read. */
interface Strided {
  readonly data: Float32Array;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** The same model with fewer nodes: products see their weights as stored tensors. */
export function foldConstants(model: OnnxModel): OnnxModel {
  const known = new Map(model.initializers.map((tensor) => [tensor.name, tensor]));
  const nodes = model.nodes.filter((node) => {
    const outputs = fold(node, known);
    for (const tensor of outputs ?? []) known.set(tensor.name, tensor);
    return outputs === undefined;
  });
  return keepUsed({ ...model, nodes, initializers: [...known.values()] });
}

/** The outputs of a node; undefined where they depend on what is fed, or are computed rather than moved. */
function fold(node: OnnxNode, known: Known): readonly OnnxTensor[] | undefined {
  const source = known.get(node.inputs[0] ?? "");
  if (source === undefined || !(source.data instanceof Float32Array)) return undefined;
  const { shape, data } = source;
  const whole: Strided = { data, shape, strides: stridesOf(shape), offset: 0 };
  const lists = node.inputs.slice(1).map((name) => integersOf(known.get(name)));
  const views = viewsOf(node, whole, lists);
  return views?.map((view, index) => ({
    name: node.outputs[index] ?? "",
    elementType: "float32",
    shape: view.shape,
    data: gathered(view),
  }));
}

function viewsOf(
  { operator, attributes }: OnnxNode,
  whole: Strided,
  [first, second, third]: readonly (readonly number[])[],
): readonly Strided[] | undefined {
  if (operator === "Reshape" && first) return [{ ...whole, shape: first, strides: stridesOf(first) }];
  if (operator === "Transpose") return [transposed(whole, attributes["perm"])];
  if (operator === "Slice" && first && second && third)
    return [third.reduce((view, axis, index) => cut(view, axis, first[index] ?? 0, second[index] ?? 0), whole)];
  if (operator === "Split" && first) return parts(whole, attributes["axis"], first);
  return undefined;
}

function transposed({ shape, strides, ...rest }: Strided, perm: OnnxAttribute | undefined): Strided {
  const order = perm?.kind === "ints" ? perm.value : shape.map((_, axis) => shape.length - 1 - axis);
  return { ...rest, shape: order.map((axis) => shape[axis] ?? 0), strides: order.map((axis) => strides[axis] ?? 0) };
}

function parts(whole: Strided, attribute: OnnxAttribute | undefined, sizes: readonly number[]): readonly Strided[] {
  const axis = attribute?.kind === "int" ? attribute.value : 0;
  let end = 0;
  return sizes.map((size) => {
    end += size;
    return cut(whole, axis, end - size, end);
  });
}

/** Elements from `start` to `end` (not included) along `axis`. */
function cut(view: Strided, axis: number, start: number, end: number): Strided {
  const offset = view.offset + start * (view.strides[axis] ?? 0);
  return { ...view, shape: view.shape.with(axis, end - start), offset };
}

function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** The numbers of a view, row-major. */
function gathered({ data, shape, strides, offset }: Strided): Float32Array {
  const out = new Float32Array(shape.reduce((product, side) => product * side, 1));
  const place = new Array<number>(shape.length).fill(0);
  let at = offset;
  for (let index = 0; index < out.length; index++) {
    out[index] = data[at]!;
    // To the next place: the last axis first, as an odometer turns.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      place[axis]! += 1;
      if (place[axis]! < shape[axis]!) break;
      at -= place[axis]! * strides[axis]!;
      place[axis] = 0;
    }
  }
  return out;
}

function integersOf(tensor: OnnxTensor | undefined): readonly number[] {
  return tensor?.data instanceof BigInt64Array ? Array.from(tensor.data, Number) : [];
}
