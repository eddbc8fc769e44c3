/** What the tree search behind the moment found at its root. */
import type { ReactElement } from "react";
import type { SearchChoice } from "../../protocol/index.ts";
import { formatNumber } from "../state/format.ts";
import { useViewerThrottled } from "../state/use-session.ts";
import type { ViewerState } from "../state/viewer-state.ts";

const REDRAW_MS = 100;
/** Choices that are listed: the most visited ones. */
const LISTED = 5;
/** Numbers of an action that are written out. */
const WRITTEN = 3;
const selectSearch = (state: ViewerState): ViewerState["search"] => state.search;

export function SearchPanel(): ReactElement | null {
  const search = useViewerThrottled(selectSearch, REDRAW_MS);
  if (!search) return null;
  const { choices, simulations, depth } = search;
  const most = Math.max(1, ...choices.map(({ visits }) => visits));
  const listed = withChosen(choices).map((choice, rank) => ({ choice, rank }));
  return (
    <section className="panel" aria-labelledby="search-title">
      <h2 id="search-title">Tree search</h2>
      <p className="search-size">
        {simulations} simulations, {depth} {depth === 1 ? "action" : "actions"} deep, {choices.length} at the root
      </p>
      <table className="search">
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col">Visits</th>
            <th scope="col" className="number">
              Return
            </th>
          </tr>
        </thead>
        <tbody>
          {listed.map(({ choice, rank }) => (
            <ChoiceRow key={rank} choice={choice} most={most} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The first ones, the last of which makes way for the chosen one where that stands further down. */
function withChosen(choices: readonly SearchChoice[]): readonly SearchChoice[] {
  const first = choices.slice(0, LISTED);
  const chosen = choices.findIndex((choice) => choice.chosen);
  return chosen < LISTED ? first : [...first.slice(0, -1), ...choices.slice(chosen, chosen + 1)];
}

function ChoiceRow({ choice, most }: { readonly choice: SearchChoice; readonly most: number }): ReactElement {
  const { action, visits, value, chosen } = choice;
  return (
    <tr data-chosen={chosen}>
      <th scope="row">{written(action)}</th>
      <td className="search-visits">
        <meter min={0} max={most} value={visits} aria-hidden="true" />
        {visits}
      </td>
      <td className="number">{value === null ? "–" : formatNumber(value)}</td>
    </tr>
  );
}

function written(action: readonly number[]): string {
  const numbers = action.slice(0, WRITTEN).map((number) => number.toFixed(2).replace("-", "−"));
  return action.length > WRITTEN ? `${numbers.join(", ")}, …` : numbers.join(", ");
}
