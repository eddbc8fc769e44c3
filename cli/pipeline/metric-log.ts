/** `metrics.jsonl`: one line per report, `{ stage, step, … }`. Lines are written with the checkpoints, so that both agree after a kill. */
import { SpecError } from "../../sim/index.ts";
import type { RunFolder } from "./run-folder.ts";

export interface MetricLine {
  readonly stage: string;
  readonly step: number;
  readonly [metric: string]: number | string;
}

export interface MetricLog {
  add(line: MetricLine): void;
  /** Puts all lines on the disk. */
  flush(): Promise<void>;
  /** Forgets what a stage logged from this step on: a resumed stage logs it again. */
  rewind(stage: string, step: number): Promise<void>;
  /** Position on an axis that goes on through all stages of one part of the model. */
  axis(part: string, stage: string, step: number): number;
  /** The last number of each metric in the last stage of one part, as `part/metric`. */
  last(part: string): Readonly<Record<string, number>>;
}

const FILE = "metrics.jsonl";
/** Characters of a wrong line that an error repeats. */
const QUOTED = 60;

/**
 * Lines are kept in the order of `stages` (a list within it shares one place), so that a stage that is gone through once more finds its place.
 * A SpecError names the line where the file was altered.
 */
export async function openMetricLog(
  folder: RunFolder,
  stages: readonly (readonly string[])[] = [],
): Promise<MetricLog> {
  const places = new Map(stages.flatMap((names, place) => names.map((name) => [name, place] as const)));
  const placeOf = ({ stage }: MetricLine): number => places.get(roundOf(stage)) ?? stages.length;
  let lines = await readLines(folder);
  return {
    add: (line) => {
      const before = lines.findLastIndex((earlier) => placeOf(earlier) <= placeOf(line));
      lines.splice(before + 1, 0, line);
    },
    flush: () => folder.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""), FILE),
    rewind: async (stage, step) => {
      lines = lines.filter((line) => line.stage !== stage || line.step < step);
    },
    axis: (part, stage, step) => {
      const earlier = new Map<string, number>();
      for (const line of lines) {
        if (line.stage === stage) break;
        if (partOf(line.stage) === part) earlier.set(line.stage, line.step + 1);
      }
      return step + [...earlier.values()].reduce((sum, steps) => sum + steps, 0);
    },
    last: (part) => {
      const stage = lines.findLast((line) => partOf(line.stage) === part)?.stage;
      const all = lines.filter((line) => line.stage === stage).flatMap((line) => Object.entries(line));
      return Object.fromEntries(
        all.flatMap(([name, value]) =>
          typeof value === "number" && name !== "step" ? [[`${part}/${name}`, value]] : [],
        ),
      );
    },
  };
}

/** All logged numbers as points of curves. */
export async function readMetricPoints(
  folder: RunFolder,
): Promise<readonly { readonly series: string; readonly x: number; readonly y: number }[]> {
  const log = await openMetricLog(folder);
  return (await readLines(folder)).flatMap(({ stage, step, ...metrics }) => {
    const part = partOf(stage);
    const x = log.axis(part, stage, step);
    return Object.entries(metrics).flatMap(([name, y]) =>
      typeof y === "number" ? [{ series: `${part}/${name}`, x, y }] : [],
    );
  });
}

/** Stages are parts in rounds: `rnn-0`, of an ensemble's member `rnn.1-0`. */
function partOf(stage: string): string {
  return stage.split("-")[0] ?? stage;
}

/** `rnn-0` of every member of an ensemble: `rnn.0-0`, `rnn.1-0` … */
function roundOf(stage: string): string {
  return stage.replace(/\.\d+(?=-)/, "");
}

/** A last line without its end is torn: dropped. */
async function readLines(folder: RunFolder): Promise<MetricLine[]> {
  const text = (await folder.read(FILE))?.toString() ?? "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  return whole.slice(0, -1).map((line, index) => parseLine(line, `${folder.file(FILE)} line ${index + 1}`));
}

function parseLine(text: string, where: string): MetricLine {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch (cause) {
    throw new SpecError(`${where}: must be JSON, got ${JSON.stringify(text.slice(0, QUOTED))} (altered)`, { cause });
  }
  if (!isMetricLine(line)) throw new SpecError(`${where}: must have a stage and a step, got ${text.slice(0, QUOTED)}`);
  return line;
}

function isMetricLine(line: unknown): line is MetricLine {
  if (typeof line !== "object" || line === null) return false;
  const { stage, step } = line as Readonly<Record<string, unknown>>;
  return typeof stage === "string" && typeof step === "number";
}
