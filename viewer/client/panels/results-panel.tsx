/** How the agents compare. */
import type { ReactElement } from "react";
import type { TableRow } from "../../protocol/index.ts";
import { useViewer } from "../state/use-session.ts";

export function ResultsPanel(): ReactElement | null {
  const rows = useViewer((state) => state.table);
  if (rows.length === 0) return null;
  const most = Math.max(...rows.map(({ returnMean, returnStd }) => returnMean + returnStd), 1e-9);
  const best = Math.max(...rows.map(({ returnMean }) => returnMean));
  return (
    <section className="panel" aria-labelledby="results-title">
      <h2 id="results-title">Results</h2>
      <table className="results">
        <thead>
          <tr>
            <th scope="col">Agent</th>
            <th scope="col" className="number">
              Return, mean ± std
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ResultRow key={`${row.agent} ${row.dynamics}`} row={row} most={most} isBest={row.returnMean === best} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface ResultRowProps {
  readonly row: TableRow;
  /** Return at the right end of the bar. */
  readonly most: number;
  readonly isBest: boolean;
}

function ResultRow({ row, most, isBest }: ResultRowProps): ReactElement {
  const { agent, dynamics, returnMean, returnStd, episodes } = row;
  const share = (value: number): string => `${Math.max(0, Math.min(1, value / most)) * 100}%`;
  return (
    <tr data-best={isBest}>
      <th scope="row">
        {agent}
        <small>
          {dynamics && dynamics !== "–" ? `${dynamics} · ` : ""}
          {episodes} {episodes === 1 ? "episode" : "episodes"}
        </small>
      </th>
      <td className="number">
        {returnMean.toFixed(0).replace("-", "−")} <span>± {returnStd.toFixed(0)}</span>
        <span className="bar" aria-hidden="true">
          <i style={{ width: share(returnMean) }} />
          <b style={{ left: share(returnMean - returnStd), right: `calc(100% - ${share(returnMean + returnStd)})` }} />
        </span>
      </td>
    </tr>
  );
}
