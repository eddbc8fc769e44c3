import { describe, expect, it } from "vitest";
import { editDistance, nearestWord } from "../../../sim/core/nearest-word.ts";

describe("editDistance", () => {
  // Levenshtein's own textbook pairs: kitten → sitting takes 3 edits, flaw → lawn 2.
  it.each([
    ["kitten", "sitting", 3],
    ["flaw", "lawn", 2],
    ["", "abc", 3],
    ["same", "same", 0],
  ])("from %j to %j is %i", (from, to, edits) => {
    expect(editDistance(from, to)).toBe(edits);
  });
});

describe("nearestWord", () => {
  it("finds a misspelt word whatever its case", () => {
    expect(nearestWord("Cartpole-swingip", ["pendulum", "cartpole-swingup"])).toBe("cartpole-swingup");
  });

  it("finds nothing when every word is far away", () => {
    expect(nearestWord("xyz", ["cem", "mcts", "random"])).toBeUndefined();
  });
});
