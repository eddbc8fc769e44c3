/** Picking elements along an axis by index, and its transpose: adding them up where they came from. */
import { ShapeError } from "../../sim/core/index.ts";
import { inputAt, listAttribute, numberAttribute } from "./arguments.ts";
import { add } from "./elementwise.ts";
import { concat } from "./layout.ts";
import { applyOne, constant, type Primitive, showShape, sizeOf, type Value } from "./value.ts";

/** Element i along `axis` of the result is element `indices[i]` of x. */
export const gatherPrimitive: Primitive = {
  name: "gather",
  infer: (inputs, attributes) => {
    const { shape, elementType } = inputAt(inputs, 0);
    const axis = numberAttribute(attributes, "axis");
    return [{ shape: shape.with(axis, listAttribute(attributes, "indices").length), elementType }];
  },
  emit: (node) => ({
    operator: "Gather",
    attributes: { axis: { kind: "int", value: numberAttribute(node.attributes, "axis") } },
    integerInputs: [listAttribute(node.attributes, "indices")],
  }),
  vjp: (node, [cotangent]) => {
    const axis = numberAttribute(node.attributes, "axis");
    const length = inputAt(node.inputs, 0).shape[axis] ?? 0;
    return [cotangent && scatterAdd(cotangent, axis, listAttribute(node.attributes, "indices"), length)];
  },
};

/** Picks elements along `axis`, each as often as it is named. x […,N,…] → […,indices,…]. */
export function gather(x: Value, axis: number, indices: readonly number[]): Value {
  const length = x.shape[axis];
  if (length === undefined || indices.length === 0)
    throw new ShapeError(`gather: an axis of ${showShape(x.shape)} and at least one index required, got axis ${axis}`);
  const wrong = indices.find((index) => !Number.isInteger(index) || index < 0 || index >= length);
  if (wrong !== undefined)
    throw new ShapeError(`gather: indices must be whole numbers in [0, ${length}), got ${wrong}`);
  return applyOne(gatherPrimitive, [x], { axis, indices });
}

/** Adds up, for each j < length, the elements i of x with `indices[i] = j`; zero where there is none. x […,indices,…] → […,length,…]. */
function scatterAdd(x: Value, axis: number, indices: readonly number[], length: number): Value {
  const sources = sourcesOf(indices, length);
  const complete = sources.every((round) => round.every((source) => source !== undefined));
  const padded = complete ? x : concat([x, zeros(x.shape.with(axis, 1))], axis);
  return sumOfGathers(padded, axis, sources, indices.length);
}

/** In round r, the r-th of the positions that hold each j < length, where it has so many. */
export function sourcesOf(indices: readonly number[], length: number): readonly (readonly (number | undefined)[])[] {
  const positions = Array.from({ length }, (): number[] => []);
  for (const [position, index] of indices.entries()) positions[index]?.push(position);
  const rounds = Math.max(1, ...positions.map((own) => own.length));
  return Array.from({ length: rounds }, (_, round) => positions.map((own) => own[round]));
}

/** Σ over rounds of the elements of x that a round names; `zero` is where x holds zeros. Reads only: no two threads ever write to one place. */
export function sumOfGathers(
  x: Value,
  axis: number,
  rounds: readonly (readonly (number | undefined)[])[],
  zero: number,
): Value {
  const terms = rounds.map((round) =>
    gather(
      x,
      axis,
      round.map((source) => source ?? zero),
    ),
  );
  return terms.reduce((sum, term) => add(sum, term));
}

function zeros(shape: readonly number[]): Value {
  return constant(new Float32Array(sizeOf(shape)), shape);
}
