/** Matrix products. */
import { ShapeError } from "../../sim/core/index.ts";
import { inputAt, numberAttribute } from "./arguments.ts";
import { broadcastShapes, sumTo } from "./broadcast.ts";
import { reshape, transpose } from "./layout.ts";
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

function addendCotangent(g: Value, c: Value): Value {
  return c.shape.length === 1 && c.shape[0] === g.shape[1] ? columnSums(g) : sumTo(g, c.shape);
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

/** aᵀ·b. a [K,M], b [K,N] → [M,N]. */
export function transposedMatMul(a: Value, b: Value): Value {
  return product(a, b, { transposeA: true });
}

/** Sums over rows as a product with a row of ones: several times faster than ReduceSum. x [B,F] → [F]. */
export function columnSums(x: Value): Value {
  const [rows, columns] = [x.shape[0] ?? 0, x.shape[1] ?? 0];
  return reshape(product(constant(new Float32Array(rows).fill(1), [1, rows]), x, {}), [columns]);
}

/** a·bᵀ. a [M,K], b [N,K] → [M,N]. */
export function matMulTransposed(a: Value, b: Value): Value {
  return product(a, b, { transposeB: true });
}
