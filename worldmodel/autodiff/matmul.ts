/** Matrix products. */
import { ShapeError } from "../../sim/core/index.ts";
import { inputAt, numberAttribute } from "./arguments.ts";
import { broadcastShapes, sumTo } from "./broadcast.ts";
import { concat, transpose } from "./layout.ts";
import { applyOne, constant, type Node, type Primitive, sameShape, showShape, type Value } from "./value.ts";

/** op(a)·op(b) + c, with op the transpose where asked; c is optional and broadcasts to the product. */
export const matMulPrimitive: Primitive = {
  name: "matMul",
  infer: (inputs, attributes) => {
    const [a, b] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    const [transposeA, transposeB] = [
      numberAttribute(attributes, "transposeA"),
      numberAttribute(attributes, "transposeB"),
    ];
    const [rows, innerA] = transposeA ? [a.shape[1], a.shape[0]] : [a.shape[0], a.shape[1]];
    const [innerB, columns] = transposeB ? [b.shape[1], b.shape[0]] : [b.shape[0], b.shape[1]];
    if (
      a.shape.length !== 2 ||
      b.shape.length !== 2 ||
      innerA !== innerB ||
      rows === undefined ||
      columns === undefined
    ) {
      throw new ShapeError(
        `matMul: inner sides of two matrices must agree, got ${showShape(a.shape)}${transposeA ? "ᵀ" : ""} and ${showShape(b.shape)}${transposeB ? "ᵀ" : ""}`,
      );
    }
    const shape = [rows, columns];
    const c = inputs[2];
    if (c !== undefined && !sameShape(broadcastShapes("matMul addend", c.shape, shape), shape)) {
      throw new ShapeError(`matMul: addend must broadcast to ${showShape(shape)}, got ${showShape(c.shape)}`);
    }
    return [{ shape, elementType: "float32" }];
  },
  emit: (node) => ({
    operator: "Gemm",
    attributes: {
      transA: { kind: "int", value: numberAttribute(node.attributes, "transposeA") },
      transB: { kind: "int", value: numberAttribute(node.attributes, "transposeB") },
    },
  }),
  vjp: (node, [cotangent]) => (cotangent ? matMulCotangents(node, cotangent) : []),
};

function matMulCotangents(node: Node, g: Value): Value[] {
  const [a, b, c] = node.inputs;
  if (a === undefined || b === undefined) return [];
  const transposeA = numberAttribute(node.attributes, "transposeA") === 1;
  const transposeB = numberAttribute(node.attributes, "transposeB") === 1;
  const forA = transposeA
    ? product(b, g, { transposeA: transposeB, transposeB: true })
    : timesTransposed(g, b, transposeB);
  const forB = transposeB
    ? product(g, a, { transposeA: true, transposeB: transposeA })
    : product(a, g, { transposeA: !transposeA });
  return c === undefined ? [forA, forB] : [forA, forB, addendCotangent(g, c)];
}

/** g·op(b)ᵀ. The transpose is a node of its own, shared by all uses: a product with rows of b side by side is twice as fast. */
function timesTransposed(g: Value, b: Value, alreadyTransposed: boolean): Value {
  return product(g, alreadyTransposed ? b : transpose(b, [1, 0]), {});
}

/** A bias's cotangent as a product with a row of ones: several times faster than ReduceSum over rows. */
function addendCotangent(g: Value, c: Value): Value {
  const [rows, columns] = [g.shape[0] ?? 0, g.shape[1] ?? 0];
  if (c.shape.length !== 1 || c.shape[0] !== columns || rows === 1) return sumTo(g, c.shape);
  const ones = constant(new Float32Array(rows).fill(1), [1, rows]);
  return sumTo(product(ones, g, {}), c.shape);
}

interface Transposes {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

function product(a: Value, b: Value, { transposeA = false, transposeB = false }: Transposes, addend?: Value): Value {
  const inputs = addend === undefined ? [a, b] : [a, b, addend];
  return applyOne(matMulPrimitive, inputs, { transposeA: Number(transposeA), transposeB: Number(transposeB) });
}

/** a·b + addend. a [M,K], b [K,N], addend broadcasts to [M,N] → [M,N]. */
export function matMul(a: Value, b: Value, addend?: Value): Value {
  return product(a, b, {}, addend);
}

/** a·bᵀ. a [M,K], b [N,K] → [M,N]. */
export function matMulTransposed(a: Value, b: Value): Value {
  return product(a, b, { transposeB: true });
}

/**
 * Σᵢ aᵢᵀ·gᵢ as one product of the stacked factors, where all terms have that form; undefined otherwise.
 * A weight used at every step of a recurrence collects one such term a step, and one large product is several times
 * faster than many small ones and their sum.
 */
export function stackedProduct(terms: readonly Value[]): Value | undefined {
  const factors = terms.map(outerFactors);
  if (terms.length < 2 || factors.some((pair) => pair === undefined)) return undefined;
  const pairs = factors.flatMap((pair) => (pair ? [pair] : []));
  return product(
    concat(
      pairs.map(([a]) => a),
      0,
    ),
    concat(
      pairs.map(([, g]) => g),
      0,
    ),
    { transposeA: true },
  );
}

function outerFactors(value: Value): readonly [Value, Value] | undefined {
  if (value.origin.kind !== "node" || value.origin.node.primitive !== matMulPrimitive) return undefined;
  const { inputs, attributes } = value.origin.node;
  const [a, g] = inputs;
  if (a === undefined || g === undefined || inputs.length !== 2) return undefined;
  return attributes["transposeA"] === 1 && attributes["transposeB"] === 0 ? [a, g] : undefined;
}
