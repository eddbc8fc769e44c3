/** What viewers are told of a tree search. */
import type { SearchStatistics } from "../../agents/index.ts";
import { MAX_ROWS, type SearchEvent } from "../../viewer/index.ts";

/** Its choices, the most visited first: as many as the protocol takes, the chosen one among them. None without a search. */
export function searchEvent(search: SearchStatistics | null): SearchEvent {
  if (search === null) return { kind: "search", choices: [], simulations: 0, depth: 0 };
  const { actions, visitCounts, qValues, chosen, simulations, depth } = search;
  const width = actions.length / visitCounts.length;
  const choices = Array.from(visitCounts, (visits, at) => {
    const value = qValues[at] ?? Number.NaN;
    const action = [...actions.subarray(at * width, (at + 1) * width)];
    return { action, visits, value: Number.isFinite(value) ? value : null, chosen: at === chosen };
  });
  choices.sort((one, other) => other.visits - one.visits || Number(other.chosen) - Number(one.chosen));
  const rest = choices.slice(MAX_ROWS - 1);
  const last = rest.find((choice) => choice.chosen) ?? rest[0];
  return { kind: "search", choices: [...choices.slice(0, MAX_ROWS - 1), ...(last ? [last] : [])], simulations, depth };
}
