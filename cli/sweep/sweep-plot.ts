/** Returns over τ as a drawing that stands by itself, in a page or in a document. */
import type { Interval } from "../../agents/index.ts";
import { escapeHtml, formatFigure } from "../compare/page/html.ts";
import type { SweepReport } from "./sweep-report.ts";
import { type Axis, axisOf, spread, ticksOf } from "./sweep-scale.ts";
import { referenceLabel, WORLDS } from "./sweep-words.ts";

const WIDTH = 960;
const HEIGHT = 440;
const FRAME = { left: 60, right: 730, top: 18, bottom: 392 };
const LABELS = { x: FRAME.right + 14, apart: 17 };
const BESIDE = 3.5;
const SOFT = "#626875";
const GRID = "#ebe9e3";

interface Point {
  readonly temperature: number;
  readonly value: number;
  readonly interval: Interval | null;
}

interface Line {
  readonly label: string;
  readonly colour: string;
  readonly isPublished: boolean;
  /** Pixels to the right, so that intervals stand beside each other. */
  readonly shift: number;
  readonly points: readonly Point[];
}

interface Level {
  readonly label: string;
  readonly value: number;
}

/** SVG. */
export function sweepPlot(report: SweepReport): string {
  const lines = linesOf(report);
  const levels = report.references.map((one): Level => ({ label: referenceLabel(one), value: one.returnMean }));
  const points = lines.flatMap((line) => line.points);
  const values = points.flatMap(({ value, interval }) => [value, ...(interval ?? [])]);
  const x = axisOf(
    points.map(({ temperature }) => temperature),
    [FRAME.left + 24, FRAME.right - 24],
  );
  const y = axisOf([0, ...values, ...levels.map(({ value }) => value)], [FRAME.bottom, FRAME.top]);
  const labels = [
    ...levels.map(({ label, value }) => ({ label, colour: SOFT, at: y.at(value), isBold: false })),
    ...lines.flatMap(({ label, colour, points: own, isPublished }) => {
      const last = own.at(-1);
      return last ? [{ label, colour, at: y.at(last.value), isBold: !isPublished }] : [];
    }),
  ];
  const places = spread(
    labels.map(({ at }) => at),
    { apart: LABELS.apart, least: FRAME.top, most: FRAME.bottom },
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Returns over temperature" font-family="Inter Variable, Inter, system-ui, sans-serif" font-size="12" style="display:block;width:100%;height:auto;background:#fff">
${grid(x, y, [...new Set(points.map(({ temperature }) => temperature))])}
${levels.map(({ value }) => `<path d="M${FRAME.left} ${px(y.at(value))}H${FRAME.right}" stroke="${SOFT}" stroke-dasharray="1 4"/>`).join("\n")}
${lines.map((line) => draw(line, x, y)).join("\n")}
${labels
  .map(
    ({ label, colour, isBold }, index) =>
      `<text x="${LABELS.x}" y="${px(places[index] ?? 0)}" dy=".35em" fill="${colour}"${isBold ? ' font-weight="640"' : ""}>${escapeHtml(label)}</text>`,
  )
  .join("\n")}
</svg>
`;
}

/** Published ones below ours. */
function linesOf({ temperatures, published }: SweepReport): readonly Line[] {
  return (["dream", "true"] as const).flatMap((world): readonly Line[] => {
    const { label, colour } = WORLDS[world];
    const shift = world === "dream" ? -BESIDE : BESIDE;
    const theirs = published.temperatures.map((row): Point => {
      return { temperature: row.temperature, value: row[world].returnMean, interval: null };
    });
    const ours = temperatures.map((row): Point => {
      return { temperature: row.temperature, value: row[world].returnMean, interval: row[world].returnMeanInterval };
    });
    return [
      ...(theirs.length > 0
        ? [{ label: `published, ${label}`, colour, isPublished: true, shift: 0, points: theirs }]
        : []),
      { label, colour, isPublished: false, shift, points: ours },
    ];
  });
}

function grid(x: Axis, y: Axis, temperatures: readonly number[]): string {
  const rows = ticksOf(y).map(
    (value) =>
      `<path d="M${FRAME.left} ${px(y.at(value))}H${FRAME.right}" stroke="${GRID}"/><text x="${FRAME.left - 10}" y="${px(y.at(value))}" dy=".35em" text-anchor="end" fill="${SOFT}">${minus(String(value))}</text>`,
  );
  const columns = temperatures.map(
    (temperature) =>
      `<text x="${px(x.at(temperature))}" y="${FRAME.bottom + 20}" text-anchor="middle" fill="${SOFT}">${temperature}</text>`,
  );
  const middle = (FRAME.left + FRAME.right) / 2;
  return [
    ...rows,
    ...columns,
    `<text x="${middle}" y="${FRAME.bottom + 40}" text-anchor="middle" fill="${SOFT}">temperature τ of the dream in which the controller evolved</text>`,
  ].join("\n");
}

function draw({ label, colour, isPublished, shift, points }: Line, x: Axis, y: Axis): string {
  const path = points.map(
    (point, index) => `${index === 0 ? "M" : "L"}${px(x.at(point.temperature) + shift)} ${px(y.at(point.value))}`,
  );
  const marks = points.map(({ temperature, value, interval }) => {
    const [column, row] = [px(x.at(temperature) + shift), px(y.at(value))];
    const bar = interval
      ? `<path d="M${column} ${px(y.at(interval[0]))}V${px(y.at(interval[1]))}" stroke="${colour}" stroke-width="6" stroke-opacity=".2" stroke-linecap="round"/>`
      : "";
    const title = `<title>${escapeHtml(`${label}, τ ${temperature}: ${minus(formatFigure(value))}`)}</title>`;
    return `${bar}<circle cx="${column}" cy="${row}" r="4" fill="${isPublished ? "#fff" : colour}" stroke="${colour}" stroke-width="1.5">${title}</circle>`;
  });
  const look = isPublished ? 'stroke-width="1.2" stroke-dasharray="4 4" stroke-opacity=".6"' : 'stroke-width="2.2"';
  return `<path d="${path.join("")}" fill="none" stroke="${colour}" ${look}/>\n${marks.join("\n")}`;
}

function px(position: number): string {
  return position.toFixed(1);
}

function minus(text: string): string {
  return text.replace("-", "−");
}
