import { describe, expect, it } from "vitest";
import { constantVelocity, lastValue, meanPredictor } from "../../../agents/index.ts";
import type { DecisionSequence } from "../../../worldmodel/index.ts";

/** Position 1 + 2 t and 5 − t, reward 3 t: uniform motion in every quantity. Decision d ends at t = d. */
const UNIFORM: DecisionSequence = {
  decisions: 10,
  observations: Float32Array.from({ length: 22 }, (_, cell) => {
    const t = Math.floor(cell / 2);
    return cell % 2 === 0 ? 1 + 2 * t : 5 - t;
  }),
  actions: new Float32Array(10),
  rewards: Float32Array.from({ length: 10 }, (_, decision) => 3 * (decision + 1)),
  terminated: false,
};

describe("baselines", () => {
  it("constant velocity is exact on uniform motion", async () => {
    const { quantities } = await constantVelocity.predict(UNIFORM, [2, 4], 3);
    expect([...quantities]).toEqual(
      [2, 4].flatMap((start) =>
        [1, 2, 3].flatMap((ahead) => {
          const t = start + ahead;
          return [1 + 2 * t, 5 - t, 3 * t];
        }),
      ),
    );
  });

  it("last value stays with what was last observed", async () => {
    const { quantities } = await lastValue.predict(UNIFORM, [2], 2);
    expect([...quantities]).toEqual([5, 3, 6, 5, 3, 6]);
  });

  it("mean says the mean", async () => {
    const { quantities } = await meanPredictor([1, 2, 3]).predict(UNIFORM, [2], 2);
    expect([...quantities]).toEqual([1, 2, 3, 1, 2, 3]);
  });
});
