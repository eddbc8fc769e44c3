/** How uPlot draws a group of curves. */
import uPlot from "uplot";
import { formatNumber } from "../state/format.ts";
import { curveLooks } from "./curve-colours.ts";
import { type CurveGroup, curveLabel } from "./curve-groups.ts";

const AXIS_FONT = '11px "Inter Variable", system-ui, sans-serif';
const AXIS_INK = "#626875";
const GRID = { stroke: "#ebe9e3", width: 1 };
/** On a logarithmic axis lines at the powers of ten are enough. */
const POWERS_ONLY = (_: uPlot, ticks: number[]): (number | null)[] =>
  ticks.map((tick) => (Number.isInteger(Math.round(Math.log10(tick) * 1e9) / 1e9) ? tick : null));
/** uPlot's number for a logarithmic scale. */
const LOGARITHMIC = 3;
/** Pixels drawn and left out. */
const DASH = [5, 4];
/** Curves of fewer points show each of them. */
export const DOTS_UP_TO = 20;

export function plotOptions(group: CurveGroup, width: number, height: number): uPlot.Options {
  const longest = Math.max(...group.series.map(({ xs }) => xs.length));
  const axis = { font: AXIS_FONT, stroke: AXIS_INK, grid: GRID, ticks: { show: false }, gap: 6 };
  return {
    width,
    height,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false }, points: { size: 7 } },
    scales: { x: { time: false }, y: group.logarithmic ? { distr: LOGARITHMIC, log: 10 } : { range: paddedRange } },
    axes: [
      { ...axis, size: 24, space: 60, values: (_, ticks) => ticks.map(formatNumber) },
      {
        ...axis,
        size: 46,
        space: 30,
        values: (_, ticks) => ticks.map(yLabel),
        ...(group.logarithmic ? { grid: { ...GRID, filter: POWERS_ONLY } } : {}),
      },
    ],
    series: [
      {},
      ...curveLooks(group.series.map(({ name }) => name)).map(({ colour, dashed }, index) => ({
        label: curveLabel(group.series[index]?.name ?? ""),
        stroke: colour,
        ...(dashed ? { dash: DASH } : {}),
        width: 1.75,
        spanGaps: true,
        points: { show: longest <= DOTS_UP_TO, size: 5, fill: colour, stroke: "#ffffff", width: 1 },
      })),
    ],
  };
}

/** Columns on a common x axis. */
export function plotData(group: CurveGroup): uPlot.AlignedData {
  return uPlot.join(group.series.map(({ xs, ys }) => [[...xs], [...ys]]));
}

/** On a logarithmic axis uPlot leaves out the labels between the powers of ten by passing null. */
function yLabel(tick: number | null): string {
  return tick === null ? "" : formatNumber(tick);
}

/** Eight per cent of air above and below; one unit around a curve that is level. */
function paddedRange(_: uPlot, low: number, high: number): uPlot.Range.MinMax {
  if (low === null || high === null) return [0, 1];
  const air = (high - low) * 0.08 || 1;
  return [low - air, high + air];
}
