/** What `craik export` writes: one entry for each format. Adding a format means adding an exporter here. */
import type { PlannerName } from "../agents/index.ts";
import type { Precision } from "../worldmodel/index.ts";
import type { PlannerChanges } from "./pipeline/planner-words.ts";
import type { ExportFile } from "./write-export.ts";

/** What `--precision` may name. */
export const PRECISIONS: readonly Precision[] = ["float32", "float16", "int8"];

/** What the command line says of how to export. */
export interface ExportOptions extends PlannerChanges {
  /** float32 unless given. */
  readonly precision: Precision | undefined;
  /** Whose decision is a file of its own; the run's own planner's unless the preset is another one's. */
  readonly agent: PlannerName | undefined;
}

export interface Exporter {
  /** Word after `--format`. */
  readonly format: string;
  /** Whether it takes a scenario or a trained run. */
  readonly source: "scenario" | "run";
  /** The options that mean something to it. */
  readonly options: readonly (keyof ExportOptions)[];
  /** Makes the files of the export, the first of which is the one that `--out` names. */
  make(source: string, options: ExportOptions): Promise<readonly ExportFile[]>;
}

const MJCF: Exporter = {
  format: "mjcf",
  source: "scenario",
  options: [],
  async make(source): Promise<readonly ExportFile[]> {
    const { exportMjcf } = await import("../sim/index.ts");
    const { loadWatched } = await import("./watchdog/load-watched.ts");
    const scenario = await loadWatched(source);
    return [{ name: `${scenario.id}.xml`, bytes: Buffer.from(exportMjcf(scenario)) }];
  },
};

const ONNX: Exporter = {
  format: "onnx",
  source: "run",
  options: ["precision", "agent", "planner", "set"],
  async make(source, options): Promise<readonly ExportFile[]> {
    const { exportRun } = await import("./pipeline/export-run.ts");
    return await exportRun(source, options);
  },
};

export const EXPORTERS: readonly Exporter[] = [MJCF, ONNX];
