/** What M of standardised states is told of its training data. */
import { expect, it } from "vitest";
import { StateError } from "../../../sim/core/index.ts";
import { trainedRangeOf } from "../../../worldmodel/training/trained-range-of.ts";
import { sequenceInMemory } from "../support/sequence-in-memory.ts";

const MODEL = {
  vae: { kind: "standardised", observations: 2, latents: 4, turning: [1], posteriorStd: 0.02 },
  normalisation: { mean: [1, 10], std: [2, 20] },
} as const;

it("is the range of what V sees over all rows of all episodes, endless for an angle that turns, and that of rewards", () => {
  // Longer than what is read at a time.
  const long = new Float32Array(2 * 601);
  long.set([7, 50], 2 * 600);
  const sequences = [
    sequenceInMemory(
      { decisions: 600, terminated: false },
      { observations: long, rewards: new Float32Array(600), actions: new Float32Array(0) },
    ),
    sequenceInMemory(
      { decisions: 1, terminated: false },
      { observations: Float32Array.of(-5, 0, 3, -90), rewards: Float32Array.of(-2), actions: new Float32Array(0) },
    ),
  ];
  expect(trainedRangeOf(sequences, MODEL)).toEqual({
    z: {
      low: [-3, Number.NEGATIVE_INFINITY, -1, -1],
      high: [3, Number.POSITIVE_INFINITY, 1, 1],
    },
    reward: { low: -2, high: 0 },
  });
});

it("needs a decision", () => {
  expect(() => trainedRangeOf([], MODEL)).toThrow(
    new StateError("trained range: a decision at least required, got none"),
  );
});
