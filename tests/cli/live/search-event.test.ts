/** What viewers are told of a tree search. */
import { expect, it } from "vitest";
import type { SearchStatistics } from "../../../agents/index.ts";
import { searchEvent } from "../../../cli/live/search-event.ts";
import { decodeMessage, encodeMessage, MAX_ROWS } from "../../../viewer/protocol/index.ts";

function searchOf(choices: number): SearchStatistics {
  return {
    actions: Float32Array.from({ length: 2 * choices }, (_, at) => at),
    visitCounts: Int32Array.from({ length: choices }, (_, at) => (at === 1 ? 0 : 10 * at)),
    qValues: Float64Array.from({ length: choices }, (_, at) => (at === 1 ? Number.NaN : 5 - at)),
    priors: new Float64Array(choices).fill(1 / choices),
    chosen: 0,
    simulations: 50,
    depth: 4,
    principalVariation: Float32Array.of(0, 1),
  };
}

it("A search's choices stand most visited first, the chosen one before others as often visited, unknown values as none", () => {
  expect(searchEvent(searchOf(3))).toEqual({
    kind: "search",
    choices: [
      { action: [4, 5], visits: 20, value: 3, chosen: false },
      { action: [0, 1], visits: 0, value: 5, chosen: true },
      { action: [2, 3], visits: 0, value: null, chosen: false },
    ],
    simulations: 50,
    depth: 4,
  });
});

it("No search is one without choices", () => {
  expect(searchEvent(null).choices).toEqual([]);
});

it("A search with more choices than the protocol takes is told as far as it goes", () => {
  const event = searchEvent(searchOf(1000));
  expect(decodeMessage(encodeMessage(event))).toEqual(event);
  expect(event.choices[0]?.visits).toBe(9990);
  expect(event.choices).toHaveLength(MAX_ROWS);
  expect(event.choices.at(-1)).toEqual({ action: [0, 1], visits: 0, value: 5, chosen: true });
});
