/** What a model contains: what its outputs need, once, under the names that were given. */
import { describe, expect, it } from "vitest";
import { reduceSum } from "../../../worldmodel/autodiff/broadcast.ts";
import { add, exp, log, multiply, scale } from "../../../worldmodel/autodiff/elementwise.ts";
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import { gradients } from "../../../worldmodel/autodiff/gradients.ts";
import { constant, input, parameter } from "../../../worldmodel/autodiff/value.ts";

const START = { kind: "constant", data: Float32Array.of(1, 2) } as const;

describe("emitOnnx", () => {
  it("leaves out what no output needs", () => {
    const x = input("x", [2]);
    log(x);
    const y = exp(x);
    gradients(reduceSum(y), [x]);
    expect(emitOnnx({ y }, { name: "graph" }).nodes.map(({ operator }) => operator)).toEqual(["Exp", "Identity"]);
  });

  it("computes a value once for all its uses", () => {
    const y = exp(input("x", [2]));
    const model = emitOnnx({ y, twice: add(y, y) }, { name: "graph" });
    expect(model.nodes.filter(({ operator }) => operator === "Exp")).toHaveLength(1);
  });

  it("stores the weights that it is given and asks for the others", () => {
    const [w, v] = [parameter("w", [2], START), parameter("v", [2], START)];
    const model = emitOnnx({ y: multiply(w, v) }, { name: "graph", weights: new Map([["w", Float32Array.of(3, 4)]]) });
    expect(model.initializers.map(({ name, data }) => [name, [...data]])).toEqual([["w", [3, 4]]]);
    expect(model.inputs.map(({ name }) => name)).toEqual(["v"]);
  });

  it("declares the inputs that it is told to, in that order, used or not", () => {
    const [a, b, c] = [input("a", [1]), input("b", [2]), input("c", [3])];
    const model = emitOnnx({ y: exp(a) }, { name: "graph", inputs: [c, b] });
    expect(model.inputs.map(({ name, shape }) => [name, shape])).toEqual([
      ["c", [3]],
      ["b", [2]],
      ["a", [1]],
    ]);
  });

  it("stores equal constants once, and keeps the two zeros apart", () => {
    const x = input("x", [2]);
    const y = add(add(scale(x, 0.5), constant(0.5)), add(constant(0), constant(-0)));
    const stored = emitOnnx({ y }, { name: "graph" }).initializers.map(({ data }) => data[0]);
    expect(stored).toEqual([0.5, 0, -0]);
  });

  it("refuses two inputs of one name", () => {
    const y = add(input("x", [2]), input("x", [1]));
    expect(() => emitOnnx({ y }, { name: "graph" })).toThrow("emitOnnx graph: two inputs are named x: [2] and [1]");
  });

  it("refuses weights of another size", () => {
    const w = parameter("w", [2], START);
    expect(() => emitOnnx({ w }, { name: "graph", weights: new Map([["w", new Float32Array(3)]]) })).toThrow(
      "emitOnnx: weights of w must have 2 elements for [2], got 3",
    );
  });
});
