/** Plain tables for a terminal. */

/** One agent's returns. */
interface ScoreLine {
  readonly agent: string;
  readonly dynamics: string;
  readonly returnMean: number;
  readonly returnStd: number | null;
  readonly episodes: number;
}

/** Text lines up on the left, numbers on the right. Cells of one row each; the first row is the heading. */
export function formatTable(heading: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [heading, ...rows.map((row) => row.map(String))];
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const right = heading.map((_, column) => rows.length > 0 && rows.every((row) => isNumeric(row[column])));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [line(heading), rule, ...cells.slice(1).map(line)].join("\n");
}

/** `612.3 ± 20.1`, as tables of returns print it; the mean alone where there is no deviation. */
export function formatMeanAndStd(mean: number, std: number | null): string {
  return std === null ? mean.toFixed(1) : `${mean.toFixed(1)} ± ${std.toFixed(1)}`;
}

/** `[598.1, 630.4]`; a dash where there is no interval. */
export function formatInterval(interval: readonly [number, number] | null): string {
  return interval === null ? "–" : `[${interval.map((bound) => bound.toFixed(1)).join(", ")}]`;
}

/** How agents did, a row for each. */
export function formatScores(scores: readonly ScoreLine[]): string {
  return formatTable(
    ["agent", "dynamics", "return", "episodes"],
    scores.map(({ agent, dynamics, returnMean, returnStd, episodes }) => [
      ...[agent, dynamics, formatMeanAndStd(returnMean, returnStd), String(episodes)],
    ]),
  );
}

function isNumeric(cell: string | number | undefined): boolean {
  return typeof cell === "number" || /^-?[\d.,]+( ± [\d.,]+)?$/.test(cell ?? "");
}
