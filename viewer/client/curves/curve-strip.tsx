/** All charts, side by side. */
import { type ReactElement, useMemo } from "react";
import { useViewerThrottled } from "../state/use-session.ts";
import type { ViewerState } from "../state/viewer-state.ts";
import { CurveChart } from "./curve-chart.tsx";
import { curveGroups } from "./curve-groups.ts";

const REDRAW_MS = 200;
const selectSeries = (state: ViewerState): ViewerState["series"] => state.series;

export function CurveStrip(): ReactElement {
  const series = useViewerThrottled(selectSeries, REDRAW_MS);
  const groups = useMemo(() => curveGroups(series), [series]);
  return (
    <section className="curves" aria-label="Curves">
      {groups.length === 0 ? <p className="empty">Curves appear here with the first episode.</p> : null}
      {groups.map((group) => (
        <CurveChart key={group.id} group={group} />
      ))}
    </section>
  );
}
