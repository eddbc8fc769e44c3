/** One chart of curves that grow. */
import { type ReactElement, useEffect, useRef } from "react";
import uPlot from "uplot";
import { formatNumber } from "../state/format.ts";
import { curveLooks } from "./curve-colours.ts";
import { type CurveGroup, curveLabel } from "./curve-groups.ts";
import { DOTS_UP_TO, plotData, plotOptions } from "./plot-options.ts";

export function CurveChart({ group }: { readonly group: CurveGroup }): ReactElement {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const points = group.series.reduce((sum, { xs }) => sum + xs.length, 0);
  const look = lookOf(group);
  const curves = curveLooks(group.series.map(({ name }) => name));
  const drawnLook = useRef("");

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    if (plot.current && drawnLook.current === look) {
      plot.current.setData(plotData(group));
      return;
    }
    plot.current?.destroy();
    plot.current = new uPlot(plotOptions(group, element.clientWidth, element.clientHeight), plotData(group), element);
    drawnLook.current = look;
  }, [group, look]);

  useEffect(() => {
    const element = holder.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      plot.current?.setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
      plot.current = null;
      drawnLook.current = "";
    };
  }, []);

  return (
    <section
      className="chart"
      aria-label={`${group.title} by ${group.xLabel}`}
      data-group={group.id}
      data-points={points}
    >
      <header>
        <h2>
          {group.title}{" "}
          <small>
            by {group.xLabel}
            {group.logarithmic ? ", log" : ""}
          </small>
        </h2>
        <ul className="chart-legend">
          {group.series.map(({ name, ys }, index) => (
            <li key={name}>
              <i className={curves[index]?.dashed ? "dashed" : undefined} style={{ color: curves[index]?.colour }} />
              {curveLabel(name)} <b>{formatNumber(ys.at(-1) ?? 0)}</b>
            </li>
          ))}
        </ul>
      </header>
      <div className="plot" ref={holder} />
    </section>
  );
}

/** What a plot cannot change after it was made. */
function lookOf(group: CurveGroup): string {
  const few = group.series.every(({ xs }) => xs.length <= DOTS_UP_TO);
  return JSON.stringify([group.series.map(({ name }) => name), group.logarithmic, few]);
}
