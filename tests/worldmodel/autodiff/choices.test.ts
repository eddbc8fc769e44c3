/** What choosing must do beyond the reference: ties, and values that are no numbers. */
import { describe, expect, it } from "vitest";
import { gatherRows } from "../../../worldmodel/autodiff/gather-rows.ts";
import { selectGreater } from "../../../worldmodel/autodiff/select.ts";
import { topK } from "../../../worldmodel/autodiff/top-k.ts";
import { constant, input } from "../../../worldmodel/autodiff/value.ts";
import { runGraph } from "../support/run-graph.ts";

describe("topK", () => {
  it("puts equal elements in their order", async () => {
    const { values, rows } = topK(input("x", [5]), 4);
    const places = gatherRows(constant(Float32Array.of(0, 1, 2, 3, 4), [5]), rows);
    const found = await runGraph({ values, places }, { x: { shape: [5], data: Float32Array.of(1, 3, -2, 3, 1) } });
    expect([...found["values"]!]).toEqual([3, 3, 1, 1]);
    expect([...found["places"]!]).toEqual([1, 3, 0, 4]);
  });

  it.each([0, 6, 1.5])("says that it cannot find %s of five", (k) => {
    expect(() => topK(input("x", [5]), k)).toThrow(`topK: k must be an integer from 1 to N of x [N], got ${k} of [5]`);
  });
});

describe("selectGreater", () => {
  it("keeps what it does not choose out of the result, and takes the other where it cannot compare", async () => {
    const [nan, inf] = [Number.NaN, Number.POSITIVE_INFINITY];
    const x = input("x", [4]);
    const y = selectGreater(x, constant(0), x, constant(-1));
    const found = await runGraph({ y }, { x: { shape: [4], data: Float32Array.of(nan, -inf, inf, 2) } });
    expect([...found["y"]!]).toEqual([-1, -1, inf, 2]);
  });
});
