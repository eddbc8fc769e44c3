import { describe, expect, it } from "vitest";
import { constant, type Value } from "../../../worldmodel/autodiff/value.ts";
import { lambdaReturns } from "../../../worldmodel/imagination/lambda-returns.ts";
import { runGraph } from "../support/run-graph.ts";

const column = (...rows: number[]): Value => constant(Float32Array.from(rows), [rows.length, 1]);

/** Two rows of three decisions; the second row's task ends with its second decision. */
const REWARDS = [column(1, 1), column(2, 2), column(4, 4)];
const DISCOUNTS = [column(0.5, 0.5), column(0.5, 0), column(0.5, 0.5)];
const VALUES = [column(10, 10), column(20, 20), column(40, 40)];

async function returnsWith(lambda: number): Promise<readonly (readonly number[])[]> {
  const returns = lambdaReturns({ rewards: REWARDS, discounts: DISCOUNTS, values: VALUES, lambda });
  const named = Object.fromEntries(returns.map((value, step) => [`r${step}`, value]));
  const results = await runGraph(named, {});
  return returns.map((_, step) => [...(results[`r${step}`] ?? [])]);
}

describe("λ-returns", () => {
  it("weigh the critic after every decision by (1 − λ) λⁿ⁻¹", async () => {
    // By hand: R₂ = 4 + ½·40 = 24; R₁ = 2 + ½ (½·20 + ½·24) = 13, or 2 where the task ends; R₀ = 1 + ½ (½·10 + ½·R₁).
    expect(await returnsWith(0.5)).toEqual([
      [6.75, 4],
      [13, 2],
      [24, 24],
    ]);
  });

  it("ask the critic after one decision where λ is 0, and only after the last where it is 1", async () => {
    expect(await returnsWith(0)).toEqual([
      [6, 6],
      [12, 2],
      [24, 24],
    ]);
    expect(await returnsWith(1)).toEqual([
      [8, 2],
      [14, 2],
      [24, 24],
    ]);
  });

  it("name what is missing", () => {
    expect(() => lambdaReturns({ rewards: REWARDS, discounts: DISCOUNTS, values: VALUES.slice(1), lambda: 1 })).toThrow(
      "lambda returns: lambdaReturns: 3 discounts and values required, got 3 and 2",
    );
  });
});
