import { describe, expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import { matMul, matMulTransposed, transposedMatMul } from "../../../worldmodel/autodiff/matmul.ts";
import { constant, input, type Value } from "../../../worldmodel/autodiff/value.ts";
import type { OnnxModel } from "../../../worldmodel/onnx/onnx-model.ts";
import { toInt8 } from "../../../worldmodel/onnx/to-int8.ts";
import { DRAWN_GRAPHS, drawnInputs, storedBytes } from "../support/drawn-graphs.ts";
import { expectClose } from "../support/expect-close.ts";
import { runModel } from "../support/run-model.ts";

function quantised(y: Value): OnnxModel {
  return toInt8(emitOnnx({ y }, { name: "quantised" }));
}

/** Whole numbers from 0 to 255 are their own quantisation, with a scale of 1. [1,4] */
const X = Float32Array.of(0, 255, 17, 100);
/** Columns whose largest magnitudes are 127 and 127 · 0.25, and a column of zeros: whole numbers times 1 and 0.25. [4,3] */
const W = Float32Array.of(127, 0.25, 0, -3, 31.75, 0, 5, -2.5, 0, 0, 1.75, 0);
/** X · W: −765 + 85; 8096.25 − 42.5 + 175; 0. */
const PRODUCT = [-680, 8228.75, 0] as const;
const COUNTS = ["DynamicQuantizeLinear", "MatMulInteger", "Gemm"] as const;

function count(model: OnnxModel): Readonly<Record<string, number>> {
  return Object.fromEntries(
    COUNTS.map((name) => [name, model.nodes.filter(({ operator }) => operator === name).length]),
  );
}

describe("toInt8", () => {
  it("multiplies whole numbers, scaled back by column", async () => {
    const model = quantised(matMul(input("x", [1, 4]), constant(W, [4, 3])));
    expect(count(model)).toEqual({ DynamicQuantizeLinear: 1, MatMulInteger: 1, Gemm: 0 });
    expect(await runModel(model, { x: X })).toEqual({ y: Float32Array.from(PRODUCT) });
  });

  it("adds the addend of a product", async () => {
    const y = matMul(input("x", [1, 4]), constant(W, [4, 3]), constant(Float32Array.of(1, 2, 3), [3]));
    const sums = PRODUCT.map((value, index) => value + index + 1);
    expect(await runModel(quantised(y), { x: X })).toEqual({ y: Float32Array.from(sums) });
  });

  it("takes weights that are to be transposed, and factors that are", async () => {
    const transposedW = Float32Array.from({ length: 12 }, (_, at) => W[(at % 4) * 3 + Math.floor(at / 4)]!);
    const turnedWeight = matMulTransposed(input("x", [1, 4]), constant(transposedW, [3, 4]));
    expect(await runModel(quantised(turnedWeight), { x: X })).toEqual({ y: Float32Array.from(PRODUCT) });
    const turnedFactor = transposedMatMul(input("x", [4, 1]), constant(W, [4, 3]));
    expect(await runModel(quantised(turnedFactor), { x: X })).toEqual({ y: Float32Array.from(PRODUCT) });
  });

  it("takes MatMul, with leading axes", async () => {
    const { nodes, ...rest } = emitOnnx({ y: matMul(input("x", [1, 4]), constant(W, [4, 3])) }, { name: "batched" });
    const model = toInt8({
      ...rest,
      inputs: [{ name: "x", elementType: "float32", shape: [1, 1, 4] }],
      outputs: [{ name: "y", elementType: "float32", shape: [1, 1, 3] }],
      nodes: nodes.map((node) => (node.operator === "Gemm" ? { ...node, operator: "MatMul", attributes: {} } : node)),
    });
    expect(count(model)["MatMulInteger"]).toBe(1);
    expect(await runModel(model, { x: X })).toEqual({ y: Float32Array.from(PRODUCT) });
  });

  it("sums the largest numbers without saturating", async () => {
    const y = matMul(input("x", [1, 64]), constant(new Float32Array(64).fill(127), [64, 1]));
    // Zero must be representable, so all 255 has scale 1.
    expect(await runModel(quantised(y), { x: new Float32Array(64).fill(255) })).toEqual({
      y: Float32Array.of(64 * 127 * 255),
    });
  });

  it("quantises a factor once for all its products, and leaves products of two inputs", () => {
    const [x, z] = [input("x", [4, 4]), input("z", [4, 4])];
    const weight = constant(W, [4, 3]);
    const y = matMul(x, weight, matMul(x, weight, matMul(matMul(x, z), weight)));
    expect(count(quantised(y))).toEqual({ DynamicQuantizeLinear: 2, MatMulInteger: 3, Gemm: 1 });
  });

  it("errs by no more than the rounding of both factors", async () => {
    const rng = createRng(2);
    const [x, w] = [new Float32Array(40), new Float32Array(40 * 30)];
    rng.normalInto(x);
    rng.normalInto(w);
    const y = matMul(input("x", [1, 40]), constant(w, [40, 30]));
    const found = (await runModel(quantised(y), { x }))["y"]!;
    const step = (Math.max(0, ...x) - Math.min(0, ...x)) / 255;
    for (let column = 0; column < 30; column++) {
      const weights = Array.from(x, (_, row) => w[row * 30 + column]!);
      const weightStep = Math.max(...weights.map(Math.abs)) / 127;
      let [exact, bound] = [0, 0];
      for (const [row, weight] of weights.entries()) {
        exact += x[row]! * weight;
        // The zero point is rounded, too: x errs by up to one step at the ends of its range.
        bound += Math.abs(x[row]!) * (weightStep / 2) + (Math.abs(weight) + weightStep / 2) * step;
      }
      expect(Math.abs(found[column]! - exact)).toBeLessThan(bound);
    }
  });

  it.each(DRAWN_GRAPHS)(
    "stores the numbers of the %s in a quarter of the bytes or little more, and changes its outputs little",
    async (_name, graph) => {
      const variant = toInt8(graph);
      expect(count(variant)["Gemm"]).toBe(0);
      expect(storedBytes(variant) / storedBytes(graph)).toBeLessThan(0.32);
      const wanted = await runModel(graph, drawnInputs(graph));
      const found = await runModel(variant, drawnInputs(graph));
      // Factors of range 6 and weights of up to 0.3 err by 6/255 and 0.3/254: over 288 terms about √288 · 0.3/254 = 0.02 at most.
      for (const [name, output] of Object.entries(wanted)) expectClose(found[name]!, output, 0.02);
      expect(found).not.toEqual(wanted);
    },
  );
});
