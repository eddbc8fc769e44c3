/** The curves that the page draws, as its script takes them. */
import type { HorizonRow, Summary } from "../../../agents/index.ts";
import type { ComparisonReport, PredictorName } from "../comparison-report.ts";
import { unitLabel } from "./html.ts";

/** Behaviours together, or one of them. */
export interface Scope {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly summary: Summary;
}

export function scopesOf({ overall, behaviours, behaviourDescriptions }: ComparisonReport): readonly Scope[] {
  const each = Object.entries(behaviours).map(([key, summary]) => ({
    key,
    label: key,
    description: behaviourDescriptions[key] ?? "",
    summary,
  }));
  const all = { key: "overall", label: "all episodes", description: "all behaviours together", summary: overall };
  return each.length > 1 ? [all, ...each] : [all];
}

/** Predictors that are drawn, in the order of the legend. */
export const DRAWN: readonly {
  readonly name: PredictorName;
  readonly colour: string;
  readonly dash: readonly number[];
}[] = [
  { name: "model", colour: "#7c3aed", dash: [] },
  { name: "lastValue", colour: "#475569", dash: [] },
  { name: "constantVelocity", colour: "#0d9488", dash: [] },
  { name: "untrained", colour: "#c2571a", dash: [7, 4] },
  { name: "mean", colour: "#8b909b", dash: [2, 4] },
];

interface Curve {
  readonly title: string;
  readonly unit: string;
  /** A horizontal line that means something, such as the threshold of validity. */
  readonly mark: number | null;
  /** By scope; one row for each drawn predictor, then the subject's interval, low and high. */
  readonly rows: Readonly<Record<string, readonly (readonly (number | null)[])[]>>;
}

export interface PageData {
  readonly secs: readonly number[];
  readonly styles: readonly { readonly colour: string; readonly dash: readonly number[] }[];
  readonly curves: readonly Curve[];
}

export function pageData(report: ComparisonReport): PageData {
  const scopes = scopesOf(report);
  const curve = (title: string, unit: string, mark: number | null, of: (row: HorizonRow) => Errors): Curve => ({
    title,
    unit,
    mark,
    rows: Object.fromEntries(scopes.map(({ key, summary }) => [key, rowsOf(summary.horizon.map(of))])),
  });
  const all = curve("all observed elements", "in standard deviations", report.method.validityThreshold, (row) => ({
    by: row.normalised,
    interval: row.interval,
  }));
  const each = report.quantities.map(({ name, unit }, index) =>
    curve(name === "reward" ? "reward of a decision" : name, unitLabel(unit), null, (row) => ({
      by: row.quantities[index]?.rmse ?? {},
      interval: row.quantities[index]?.interval ?? null,
    })),
  );
  const disagreement = curve("disagreement", "of the members' z", null, (row) => ({
    by: row.disagreement ? { model: row.disagreement.mean } : {},
    interval: null,
  }));
  return {
    secs: report.overall.horizon.map(({ secs }) => rounded(secs) ?? 0),
    styles: DRAWN.map(({ colour, dash }) => ({ colour, dash })),
    curves: report.model.settings.rnn.ensemble > 1 ? [all, disagreement, ...each] : [all, ...each],
  };
}

interface Errors {
  readonly by: Readonly<Record<string, number>>;
  readonly interval: readonly [number, number] | null;
}

function rowsOf(errors: readonly Errors[]): readonly (readonly (number | null)[])[] {
  const lines = DRAWN.map(({ name }) => errors.map(({ by }) => rounded(by[name])));
  const bound = (side: 0 | 1): readonly (number | null)[] => errors.map(({ interval }) => rounded(interval?.[side]));
  return [...lines, bound(0), bound(1)];
}

/** Five digits are more than a screen shows. */
function rounded(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(5));
}
