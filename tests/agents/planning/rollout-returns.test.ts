import { describe, expect, it } from "vitest";
import { rankInto, rolloutReturnsInto } from "../../../agents/planning/rollout-returns.ts";

function returns(rewards: readonly number[][], terminated: readonly number[][], discount = 1): number[] {
  const size = { candidates: rewards.length, horizon: rewards[0]?.length ?? 0 };
  const out = new Float64Array(size.candidates);
  const rollouts = { rewards: Float32Array.from(rewards.flat()), terminated: Float32Array.from(terminated.flat()) };
  rolloutReturnsInto(rollouts, size, discount, out);
  return [...out];
}

describe("rollout returns", () => {
  it("discount decision by decision", () => {
    expect(returns([[1, 2, 4]], [[0, 0, 0]], 0.5)).toEqual([3]); // 1 + 2/2 + 4/4
  });

  it("count the reward of the decision that ends the task and nothing after it, not even NaN", () => {
    expect(returns([[1, 2, Number.NaN]], [[0, 1, 1]])).toEqual([3]);
  });

  it("weigh a reward by the probability that the task goes on", () => {
    expect(returns([[1, 2, 4]], [[0.5, 0.75, 1]])).toEqual([3]); // 1 + 2·0.5 + 4·0.25
  });

  it("are −Infinity for any candidate with a value that is not finite", () => {
    const nan = Number.NaN;
    expect(
      returns(
        [
          [nan, 0],
          [Number.POSITIVE_INFINITY, 0],
          [1, 1],
          [1, 1],
        ],
        [
          [0, 0],
          [0, 0],
          [nan, 0],
          [0, 0],
        ],
      ),
    ).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 2]);
  });

  it("rank best first, equal ones by index", () => {
    const order = new Uint32Array(5);
    rankInto(Float64Array.of(1, Number.NEGATIVE_INFINITY, 3, 1, Number.NEGATIVE_INFINITY), order);
    expect([...order]).toEqual([2, 0, 3, 1, 4]);
  });
});
