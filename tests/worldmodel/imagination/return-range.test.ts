import { describe, expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { STEP_INPUT } from "../../../worldmodel/autodiff/training-step.ts";
import { input } from "../../../worldmodel/autodiff/value.ts";
import { quantilesDetached } from "../../../worldmodel/imagination/quantiles.ts";
import { RETURN_RANGE, returnRange } from "../../../worldmodel/imagination/return-range.ts";
import { runGraph } from "../support/run-graph.ts";

const COUNT = 200;
const DRAWN = Float32Array.from({ length: COUNT }, (_, at) => 30 * createRng(5).split(at).normal());
const SORTED = [...DRAWN].sort((one, other) => one - other);

describe("quantiles", () => {
  it("are the numbers that so much of a batch does not exceed", async () => {
    const x = input("x", [COUNT / 2, 2]);
    const { q } = await runGraph(
      { q: quantilesDetached(x, [0.05, 0.5, 0.95]) },
      { x: { shape: x.shape, data: DRAWN } },
    );
    // The 10th, 100th and 190th of 200, to 2⁻¹⁶ of the range.
    const resolution = (SORTED.at(-1)! - SORTED[0]!) * 2 ** -16;
    for (const [index, rank] of [10, 100, 190].entries())
      expect(Math.abs(q![index]! - SORTED[rank - 1]!)).toBeLessThan(1.01 * resolution + 1e-5);
  });

  it("of equal numbers are that number", async () => {
    const x = input("x", [4]);
    const { q } = await runGraph(
      { q: quantilesDetached(x, [0.05, 0.95]) },
      { x: { shape: [4], data: new Float32Array(4).fill(7) } },
    );
    expect([...q!]).toEqual([7, 7]);
  });
});

describe("the range of returns", () => {
  const measure = async (data: Float32Array, step: number, before: number): Promise<Record<string, number>> => {
    const { next, divisor } = returnRange(input("x", [COUNT]));
    const results = await runGraph(
      { next, divisor },
      {
        x: { shape: [COUNT], data },
        [STEP_INPUT]: { shape: [], data: Float32Array.of(step) },
        [RETURN_RANGE]: { shape: [], data: Float32Array.of(before) },
      },
    );
    return { next: results["next"]![0]!, divisor: results["divisor"]![0]! };
  };
  const range = SORTED[189]! - SORTED[9]!;

  it("is the batch's own at the first update, and then moves by a hundredth towards each batch's", async () => {
    const first = await measure(DRAWN, 1, 0);
    expect(first["divisor"]).toBeCloseTo(range, 1);
    // The average of a second batch with no range at all: a₂ = 0.99 a₁, over 1 − 0.99².
    const second = await measure(new Float32Array(COUNT), 2, first["next"]!);
    expect(second["divisor"]).toBeCloseTo((0.99 * 0.01 * range) / (1 - 0.99 ** 2), 1);
  });

  it("is never less than 1, so that small differences are not blown up", async () => {
    expect(
      (
        await measure(
          DRAWN.map((x) => x / 1000),
          1,
          0,
        )
      )["divisor"],
    ).toBe(1);
  });
});
