/** How cotangents travel through a graph; expected gradients are derived by hand beside each. */
import { describe, expect, it } from "vitest";
import { reduceSum } from "../../../worldmodel/autodiff/broadcast.ts";
import { add, exp, multiply, scale, square, stopGradient } from "../../../worldmodel/autodiff/elementwise.ts";
import { gradients } from "../../../worldmodel/autodiff/gradients.ts";
import { split } from "../../../worldmodel/autodiff/layout.ts";
import { logSumExp, reduceMean } from "../../../worldmodel/autodiff/reductions.ts";
import { input, type Value } from "../../../worldmodel/autodiff/value.ts";
import { expectClose } from "../support/expect-close.ts";
import { runGraph } from "../support/run-graph.ts";

async function gradientAt(loss: Value, target: Value, data: readonly number[]): Promise<readonly number[]> {
  const [gradient] = gradients(loss, [target]);
  const results = await runGraph(
    { gradient: gradient! },
    { x: { shape: target.shape, data: Float32Array.from(data) } },
  );
  return [...results["gradient"]!];
}

describe("gradients", () => {
  it("adds up over all uses of a value", async () => {
    const x = input("x", [3]);
    // d(x³ + 2x)/dx = 3x² + 2, x used four times.
    const loss = reduceSum(add(multiply(square(x), x), scale(x, 2)));
    expectClose(await gradientAt(loss, x, [0, 1, -2]), [2, 5, 14], 1e-6);
  });

  it("is zero where the loss does not depend on the target", async () => {
    const [x, y] = [input("x", [2]), input("y", [2])];
    const [gradient] = gradients(reduceSum(square(y)), [x]);
    expect([...(await runGraph({ gradient: gradient! }, {}))["gradient"]!]).toEqual([0, 0]);
  });

  it("treats unused outputs of a split as zeros", async () => {
    const x = input("x", [4]);
    const [first, , last] = split(x, 0, [1, 2, 1]);
    expectClose(await gradientAt(reduceSum(add(square(first!), scale(last!, 3))), x, [5, 6, 7, 8]), [10, 0, 0, 3], 0);
  });

  it("stops where told, and flows on beside it", async () => {
    const x = input("x", [2]);
    // d(stop(x)·x)/dx = stop(x)
    expectClose(await gradientAt(reduceSum(multiply(stopGradient(x), x)), x, [3, -4]), [3, -4], 0);
  });

  it("of a log-sum-exp is the softmax, also where the exponentials overflow float32", async () => {
    const x = input("x", [1, 3]);
    const loss = reduceSum(logSumExp(x, 1));
    // softmax(1000, 1000, 1000 − log 2) = (2, 2, 1) / 5; 1000 − log 2 rounds by up to 2⁻¹⁵.
    expectClose(await gradientAt(loss, x, [1000, 1000, 1000 - Math.LN2]), [0.4, 0.4, 0.2], 2 ** -15);
  });

  it("of a mean divides by the count", async () => {
    const x = input("x", [2, 2]);
    expectClose(await gradientAt(reduceMean(exp(x)), x, [0, 0, 0, 0]), [0.25, 0.25, 0.25, 0.25], 1e-6);
  });

  it("of itself gives second derivatives", async () => {
    const x = input("x", [2]);
    const [first] = gradients(reduceSum(multiply(square(x), x)), [x]);
    expectClose(await gradientAt(reduceSum(first!), x, [1, 2]), [6, 12], 1e-6);
  });

  it("needs a loss of one element", () => {
    const x = input("x", [2]);
    expect(() => gradients(x, [x])).toThrow("gradients: loss must have one element, got [2]");
  });
});
