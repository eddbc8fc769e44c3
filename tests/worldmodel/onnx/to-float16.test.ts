import { describe, expect, it } from "vitest";
import { SpecError } from "../../../sim/core/index.ts";
import { add, divide, multiply, relu } from "../../../worldmodel/autodiff/elementwise.ts";
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import { matMul } from "../../../worldmodel/autodiff/matmul.ts";
import { constant, input, type Value } from "../../../worldmodel/autodiff/value.ts";
import { elementTypes } from "../../../worldmodel/onnx/element-types.ts";
import type { OnnxModel } from "../../../worldmodel/onnx/onnx-model.ts";
import { toFloat16 } from "../../../worldmodel/onnx/to-float16.ts";
import { DRAWN_GRAPHS, drawnInputs, storedBytes } from "../support/drawn-graphs.ts";
import { expectClose } from "../support/expect-close.ts";
import { runModel } from "../support/run-model.ts";

function halved(y: Value): OnnxModel {
  return toFloat16(emitOnnx({ y }, { name: "halved" }));
}

/** Operators in order, each with the element type of its first output. */
function typed(model: OnnxModel): readonly string[] {
  const types = elementTypes(model);
  return model.nodes.map(({ operator, outputs }) => `${operator} ${types.get(outputs[0] ?? "")}`);
}

describe("toFloat16", () => {
  it("rounds weights to half precision", async () => {
    // 1 + 2⁻¹¹ lies half way between two float16 and becomes 1: 1 · 1 + 2 · 2 = 5.
    const y = matMul(input("x", [1, 2]), constant(Float32Array.of(1 + 2 ** -11, 2), [2, 1]));
    expect(await runModel(halved(y), { x: Float32Array.of(1, 2) })).toEqual({ y: Float32Array.of(5) });
  });

  it("computes in half precision from the first product to the last, and in single precision around them", () => {
    const weight = constant(Float32Array.of(1, 2, 3, 4), [2, 2]);
    const normalised = divide(input("x", [1, 2]), constant(Float32Array.of(3, 5), [1, 2]));
    const hidden = relu(matMul(normalised, weight));
    const y = add(multiply(matMul(hidden, weight), constant(7)), constant(11));
    expect(typed(halved(y))).toEqual([
      ...["Div float32", "Cast float16", "Gemm float16", "Relu float16", "Gemm float16"],
      ...["Cast float32", "Mul float32", "Add float32", "Identity float32"],
    ]);
  });

  it("keeps the digits of an observation far from zero, which are lost in half precision", async () => {
    // Above 2,048 float16 knows whole numbers only; (4000.25 − 4000) · 2 = 0.5.
    const offset = add(input("x", [1, 1]), constant(-4000));
    const y = matMul(offset, constant(Float32Array.of(2), [1, 1]));
    expect(await runModel(halved(y), { x: Float32Array.of(4000.25) })).toEqual({ y: Float32Array.of(0.5) });
  });

  it("stores a weight once, however many products read it", () => {
    const weight = constant(Float32Array.of(1, 2, 3, 4), [2, 2]);
    const x = input("x", [1, 2]);
    const { initializers, nodes } = halved(matMul(matMul(x, weight), weight));
    expect(initializers.map(({ elementType }) => elementType)).toEqual(["float16"]);
    expect(nodes.filter(({ operator }) => operator === "Cast")).toHaveLength(2);
  });

  it("refuses a weight beyond the range of float16, naming it", () => {
    const y = matMul(input("x", [1, 2]), constant(Float32Array.of(1, 70_000), [2, 1]));
    expect(() => halved(y)).toThrow(SpecError);
    expect(() => halved(y)).toThrow(
      "float16 halved: constant_0[1] must lie within ±65504, the range of float16, got 70000",
    );
  });

  it.each(DRAWN_GRAPHS)(
    "stores the numbers of the %s in half the bytes, and changes its outputs little",
    async (_name, graph) => {
      const variant = toFloat16(graph);
      expect(storedBytes(variant) / storedBytes(graph)).toBeLessThan(0.52);
      const [inputs, wanted] = [drawnInputs(graph), await runModel(graph, drawnInputs(graph))];
      const found = await runModel(variant, inputs);
      // A weight changes by up to 2⁻¹¹ of itself; errors of sums of products with numbers of about 1 stay below 2e-3.
      for (const [name, output] of Object.entries(wanted)) expectClose(found[name]!, output, 2e-3);
      expect(found).not.toEqual(wanted);
    },
  );
});
