import { describe, expect, it } from "vitest";
import { StateError } from "../../../sim/core/index.ts";
import { sampleSequences } from "../../../worldmodel/held-out/samples.ts";
import type { Sequence } from "../../../worldmodel/training/sequence.ts";
import { sequenceInMemory } from "../support/sequence-in-memory.ts";

/** Episodes of so many decisions: observations and actions count rows through all episodes, rewards are their negatives. */
function countingEpisodes(...lengths: readonly number[]): readonly Sequence[] {
  let row = 0;
  return lengths.map((decisions) => {
    const count = (rows: number): Float32Array => Float32Array.from({ length: rows }, (_, index) => row + index);
    const [observations, actions] = [count(decisions + 1), count(decisions)];
    row += decisions + 1;
    return sequenceInMemory(
      { decisions, terminated: false },
      { observations, actions, rewards: actions.map((x) => -x) },
    );
  });
}

const WIDTHS = { observations: 1, actions: 1 };

describe("sampleSequences", () => {
  it("spreads observations evenly over all episodes", () => {
    const { observations } = sampleSequences(countingEpisodes(3, 15), WIDTHS, {
      observations: 5,
      stretches: 1,
      horizon: 2,
    });
    // Middles of five parts of 20 rows.
    expect(observations.map(([value]) => value)).toEqual([2, 6, 10, 14, 18]);
  });

  it("takes stretches whole, with what followed each decision", () => {
    const { stretches } = sampleSequences(countingEpisodes(1, 4), WIDTHS, {
      observations: 1,
      stretches: 9,
      horizon: 3,
    });
    // The first episode is too short; the second begins at row 2 and has two stretches of three.
    const values = (arrays: readonly Float32Array[]): readonly (number | undefined)[] => arrays.map(([value]) => value);
    expect(
      stretches.map(({ observation, actions, observations, rewards }) => ({
        at: observation[0],
        actions: values(actions),
        observations: values(observations),
        rewards,
      })),
    ).toEqual([
      { at: 2, actions: [2, 3, 4], observations: [3, 4, 5], rewards: [-2, -3, -4] },
      { at: 3, actions: [3, 4, 5], observations: [4, 5, 6], rewards: [-3, -4, -5] },
    ]);
  });

  it("shortens stretches to the longest episode", () => {
    const { stretches } = sampleSequences(countingEpisodes(2, 1), WIDTHS);
    expect(stretches.map(({ actions }) => actions.length)).toEqual([2]);
  });

  it("refuses episodes without a decision", () => {
    expect(() => sampleSequences(countingEpisodes(0), WIDTHS)).toThrow(StateError);
    expect(() => sampleSequences([], WIDTHS)).toThrow("an episode of at least one decision required, got none");
  });
});
