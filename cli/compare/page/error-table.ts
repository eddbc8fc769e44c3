/** The table of errors at a few horizons. */
import type { HorizonRow } from "../../../agents/index.ts";
import { type ComparisonReport, PREDICTORS } from "../comparison-report.ts";
import { escapeHtml, formatFigure, unitLabel } from "./html.ts";
import type { Scope } from "./page-data.ts";

const HORIZONS_SECS = [0.2, 0.5, 1] as const;
const COLUMNS = ["model", "lastValue", "constantVelocity", "untrained"] as const;

interface Line {
  readonly name: string;
  readonly unit: string;
  of(row: HorizonRow): Readonly<Record<string, number>>;
}

export function errorTable(report: ComparisonReport, { key, summary }: Scope): string {
  const rows = rowsAt(summary.horizon);
  const lines: readonly Line[] = [
    ...report.quantities.map(({ name, unit }, index) => ({
      name,
      unit: unitLabel(unit),
      of: (row: HorizonRow) => row.quantities[index]?.rmse ?? {},
    })),
    { name: "all observed elements", unit: "std", of: (row) => row.normalised },
  ];
  const heads = rows.map(
    ({ secs }) => `<th class="first" colspan="${COLUMNS.length}" scope="colgroup">${secs.toFixed(2)} s ahead</th>`,
  );
  const labels = rows.flatMap(() =>
    COLUMNS.map(
      (name, at) => `<th${at === 0 ? ' class="first"' : ""} scope="col">${escapeHtml(PREDICTORS[name].label)}</th>`,
    ),
  );
  const body = lines.map(
    (line) =>
      `<tr><th scope="row">${escapeHtml(line.name)} <small>${escapeHtml(line.unit)}</small></th>${rows.map((row) => cells(line.of(row))).join("")}</tr>`,
  );
  return `<div class="scroll" data-scope="${escapeHtml(key)}"${key === "overall" ? "" : " hidden"}><table>
<thead><tr><th></th>${heads.join("")}</tr><tr><th scope="col">root mean square error</th>${labels.join("")}</tr></thead>
<tbody>${body.join("\n")}</tbody></table></div>`;
}

function cells(errors: Readonly<Record<string, number>>): string {
  const least = Math.min(...COLUMNS.map((name) => errors[name] ?? Number.POSITIVE_INFINITY));
  return COLUMNS.map((name, at) => {
    const value = errors[name] ?? Number.NaN;
    const classes = [at === 0 ? "first subject" : "", value === least ? "best" : ""].filter(Boolean).join(" ");
    return `<td${classes ? ` class="${classes}"` : ""}>${formatFigure(value)}</td>`;
  }).join("");
}

/** The compared horizons nearest to the wanted ones, each once. */
function rowsAt(horizon: readonly HorizonRow[]): readonly HorizonRow[] {
  const nearest = HORIZONS_SECS.map((wanted) =>
    horizon.reduce<HorizonRow | undefined>(
      (best, row) => (best && Math.abs(best.secs - wanted) <= Math.abs(row.secs - wanted) ? best : row),
      undefined,
    ),
  );
  return [...new Set(nearest)].filter((row) => row !== undefined);
}
