/** Gradients written by hand stand in for the derived ones, and cost no operator. */
import { describe, expect, it } from "vitest";
import { reduceSum } from "../../../worldmodel/autodiff/broadcast.ts";
import { withGradient } from "../../../worldmodel/autodiff/custom-gradient.ts";
import { exp, multiply, scale } from "../../../worldmodel/autodiff/elementwise.ts";
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import { gradients } from "../../../worldmodel/autodiff/gradients.ts";
import { input } from "../../../worldmodel/autodiff/value.ts";
import { runGraph } from "../support/run-graph.ts";

describe("withGradient", () => {
  it("lets cotangents through its own way alone", async () => {
    const x = input("x", [2]);
    const [y] = withGradient([x], [exp(x)], ([cotangent]) => [cotangent && scale(cotangent, 10)]);
    const [gradient] = gradients(reduceSum(multiply(y!, y!)), [x]);
    const results = await runGraph({ y: y!, gradient: gradient! }, { x: { shape: [2], data: Float32Array.of(0, 0) } });
    expect([...results["y"]!]).toEqual([1, 1]);
    // d(y²)/dy = 2, times 10 instead of exp's own factor.
    expect([...results["gradient"]!]).toEqual([20, 20]);
  });

  it("tells the way back which outputs the loss does not see", () => {
    const x = input("x", [2]);
    let seen: readonly boolean[] = [];
    const [first] = withGradient([x], [exp(x), scale(x, 2)], (cotangents) => {
      seen = cotangents.map((cotangent) => cotangent !== undefined);
      return [undefined];
    });
    gradients(reduceSum(first!), [x]);
    expect(seen).toEqual([true, false]);
  });

  it("adds nothing to the model", () => {
    const x = input("x", [2]);
    const [y] = withGradient([x], [exp(x)], () => [undefined]);
    expect(emitOnnx({ y: y! }, { name: "graph" }).nodes.map(({ operator }) => operator)).toEqual(["Exp", "Identity"]);
  });
});
