/** `craik compare`: a run's model against the physics of its scenario. */
import type { Disagreement, DreamGap, HorizonRow, Interval, Summary } from "../../agents/index.ts";
import { type Command, defineCommand } from "../command.ts";
import { PREDICTORS } from "../compare/comparison-report.ts";
import { required } from "../operand.ts";
import { integer, seed, text } from "../option.ts";
import { formatTable } from "../table.ts";

interface Validity {
  readonly episodes: number;
  /** Predictions, each from its own starting point. */
  readonly points: number;
  /** Mean time for which the model's error stays below the threshold. */
  readonly validPredictionTimeSecs: number;
  /** 95 % interval; null where a behaviour has one episode only. */
  readonly validPredictionTimeInterval: Interval | null;
  /** Part of the predictions still valid at the end of the horizon; where it is not 0, the mean is a lower bound. */
  readonly validToTheEnd: number;
  /** Predicted against true returns over the horizon. */
  readonly dreamGap: DreamGap | null;
}

interface Compared extends Validity {
  /** Path of the page. */
  readonly report: string;
  /** Path of everything as JSON. */
  readonly data: string;
  readonly run: string;
  readonly scenario: string;
  /** In standard deviations of the training data. */
  readonly validityThreshold: number;
  readonly behaviours: Readonly<Record<string, Validity>>;
  /** Errors by horizon over all episodes. */
  readonly horizon: readonly HorizonRow[];
}

export const compare: Command = defineCommand({
  name: "compare",
  summary: "measure a learned model against the true physics, and write a report",
  operands: { run: required("folder of a finished run") },
  options: {
    episodes: integer("--episodes <count>", "unseen episodes of each behaviour", { least: 1, fallback: 3 }),
    horizon: integer("--horizon <decisions>", "decisions to predict; 0 takes 30", {
      least: 0,
      most: 1000,
      fallback: 0,
    }),
    seed: seed("seed of the episodes that are played for it"),
    out: text("--out <folder>", "folder of the report; comparison/ in the run unless given"),
  },
  async run({ operands, options, progress, signal }): Promise<Compared> {
    const { join } = await import("node:path");
    const { compareRun } = await import("../compare/compare-run.ts");
    const { COMPARISON_FOLDER, writeReport } = await import("../compare/write-report.ts");
    const { episodes, seed: start } = options;
    const horizon = options.horizon || undefined;
    const report = await compareRun(operands.run, { episodes, horizon, seed: start, progress, signal });
    const written = await writeReport(report, options.out ?? join(operands.run, COMPARISON_FOLDER));
    const { overall, behaviours, method } = report;
    return {
      report: written.page,
      data: written.data,
      run: report.run,
      scenario: report.scenario,
      ...validityOf(overall),
      validityThreshold: method.validityThreshold,
      behaviours: Object.fromEntries(Object.entries(behaviours).map(([name, own]) => [name, validityOf(own)])),
      horizon: overall.horizon,
    };
  },
  print: (result) => {
    const { horizon, behaviours, validToTheEnd, validPredictionTimeSecs } = result;
    const names = ["model", "lastValue", "constantVelocity", "untrained"] as const;
    const ensemble = horizon.some(({ disagreement }) => disagreement !== null);
    const shown = [0.2, 0.5, 1].flatMap((secs) => horizon.find((row) => row.secs >= secs - 1e-9) ?? []);
    return [
      `valid prediction time ${validToTheEnd > 0 ? "at least " : ""}${validPredictionTimeSecs.toFixed(2)} s (${Object.entries(
        behaviours,
      )
        .map(([name, own]) => `${name} ${own.validPredictionTimeSecs.toFixed(2)} s`)
        .join(", ")})`,
      formatTable(
        [
          "error in std",
          ...names.map((name) => PREDICTORS[name].label),
          ...(ensemble ? ["disagreement", "rank correlation"] : []),
        ],
        shown.map((row) => [
          `${row.secs.toFixed(2)} s ahead`,
          ...names.map((name) => (row.normalised[name] ?? Number.NaN).toFixed(3)),
          ...(row.disagreement ? disagreementCells(row.disagreement) : []),
        ]),
      ),
      `report ${result.report}`,
    ].join("\n");
  },
});

/** In z, and its rank correlation with the model's error. */
function disagreementCells({ mean, rankCorrelation }: Disagreement): readonly string[] {
  return [mean.toFixed(3), rankCorrelation === null ? "–" : rankCorrelation.toFixed(2)];
}

function validityOf({ episodes, points, validPrediction, dreamGap }: Summary): Validity {
  const valid = validPrediction["model"];
  return {
    episodes,
    points,
    validPredictionTimeSecs: valid?.secs ?? Number.NaN,
    validPredictionTimeInterval: valid?.interval ?? null,
    validToTheEnd: valid?.toTheEnd ?? Number.NaN,
    dreamGap,
  };
}
