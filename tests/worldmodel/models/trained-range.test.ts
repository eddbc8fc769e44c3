/** M on z outside of what it was trained on. */
import { describe, expect, it } from "vitest";
import { createRng } from "../../../sim/core/index.ts";
import { input } from "../../../worldmodel/autodiff/value.ts";
import { rnn } from "../../../worldmodel/models/mdn-rnn.ts";
import { expectedLatent } from "../../../worldmodel/models/mixture.ts";
import { initialParameters } from "../../../worldmodel/models/parameters.ts";
import { withinRange } from "../../../worldmodel/models/trained-range.ts";
import { openGraph } from "../support/open-graph.ts";

const RANGE = { z: { low: [-1, 0, 3], high: [2, Number.POSITIVE_INFINITY, 3] }, reward: { low: -1, high: 0.5 } };

it("takes each latent to the nearest end of its range, and leaves it alone within", async () => {
  const graph = await openGraph({ nearest: withinRange(RANGE)(input("z", [3, 3])) }, new Map());
  const { nearest } = await graph.run({ z: [-7, 0.25, 3, 1.5, -2, 4, 9, 1e9, -1e9] });
  await graph.dispose();
  expect([...nearest!]).toEqual([-1, 0.25, 3, 1.5, 0, 3, 2, 1e9, 3]);
});

describe("M with a range", () => {
  const sizes = { latents: 3, actions: 1, hidden: 4, mixtures: 2, headUnits: 0, reward: true, termination: true };

  it.each([{ residual: true }, { residual: false }])(
    "predicts the same of z outside as of the nearest within: %o",
    async ({ residual }) => {
      const memory = rnn({ ...sizes, residual, range: RANGE });
      const [z, action] = [input("z", [2, 3]), input("action", [2, 1])];
      const state = { h: input("h", [2, 4]), c: input("c", [2, 4]) };
      const { prediction, state: next } = memory.step(z, action, state);
      const mean = memory.stepToMean(z, action, state);
      const outputs = {
        expected: expectedLatent(prediction),
        reward: prediction.reward,
        nextH: next.h,
        mean: mean.z,
        meanH: mean.state.h,
      };
      const graph = await openGraph(outputs, initialParameters(Object.values(outputs), createRng(1)));
      const found = await graph.run({
        z: [-5, 0.25, 30, -1, 0.25, 3],
        action: [0.5, 0.5],
        h: [0.1, 0.2, 0.3, 0.4, 0.1, 0.2, 0.3, 0.4],
        c: [0.4, 0.3, 0.2, 0.1, 0.4, 0.3, 0.2, 0.1],
      });
      await graph.dispose();
      for (const values of Object.values(found)) {
        const half = values.length / 2;
        for (let at = 0; at < half; at++) expect(values[at]).toBeCloseTo(values[half + at]!, 5);
      }
      for (const [at, value] of found["expected"]!.entries()) expect(found["mean"]?.[at]).toBeCloseTo(value, 5);
    },
  );
});
