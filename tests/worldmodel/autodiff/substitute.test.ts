/** A graph computed again from other values. */
import { describe, expect, it } from "vitest";
import { add, exp, multiply } from "../../../worldmodel/autodiff/elementwise.ts";
import { split } from "../../../worldmodel/autodiff/layout.ts";
import { substitute } from "../../../worldmodel/autodiff/substitute.ts";
import { constant, input } from "../../../worldmodel/autodiff/value.ts";
import { runGraph } from "../support/run-graph.ts";

describe("substitute", () => {
  it("computes the same from what replaces a value, in the middle of the graph too", async () => {
    const [x, y, z] = [input("x", [1]), input("y", [1]), input("z", [1])];
    const product = multiply(x, y);
    const sum = add(product, exp(y));
    const [moved] = substitute([sum], new Map([[product, z]]));
    const of = (value: number) => ({ shape: [1], data: Float32Array.of(value) });
    const { found } = await runGraph({ found: moved! }, { y: of(0), z: of(5) }, "cpu");
    expect([...found!]).toEqual([6]);
  });

  it("applies a node with several outputs once", () => {
    const [x, y] = [input("x", [4]), input("y", [4])];
    const parts = split(x, 0, [2, 2]);
    const copies = substitute(parts, new Map([[x, y]]));
    const nodes = copies.map(({ origin }) => (origin.kind === "node" ? origin.node : undefined));
    expect(nodes[0]).toBe(nodes[1]);
    expect(nodes[0]?.inputs).toEqual([y]);
  });

  it("shares what depends on nothing replaced", () => {
    const [x, y] = [input("x", [1]), input("y", [1])];
    const still = exp(constant(2));
    const kept = add(still, x);
    expect(substitute([still, kept], new Map([[y, x]]))).toEqual([still, kept]);
  });

  it("refuses a replacement of another shape", () => {
    const replacing = () => substitute([], new Map([[input("x", [2]), input("y", [3])]]));
    expect(replacing).toThrow("substitute: a float32 [2] required, got a float32 [3]");
  });
});
