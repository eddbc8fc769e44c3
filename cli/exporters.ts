/** What `craik export` writes: one entry for each format. Adding a format means adding an exporter here. */
import type { Precision } from "../worldmodel/index.ts";
import type { ExportFile } from "./write-export.ts";

/** What `--precision` may name. */
export const PRECISIONS: readonly Precision[] = ["float32", "float16", "int8"];

export interface ExportOptions {
  /** float32 unless given. */
  readonly precision: Precision | undefined;
}

export interface Exporter {
  /** Word after `--format`. */
  readonly format: string;
  /** Whether it takes a scenario or a trained run. */
  readonly source: "scenario" | "run";
  /** Those in which it writes numbers, where there is a choice. */
  readonly precisions?: readonly Precision[];
  /** Makes the files of the export, the first of which is the one that `--out` names. */
  make(source: string, options: ExportOptions): Promise<readonly ExportFile[]>;
}

const MJCF: Exporter = {
  format: "mjcf",
  source: "scenario",
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
  precisions: PRECISIONS,
  async make(source, { precision }): Promise<readonly ExportFile[]> {
    const { exportRun } = await import("./pipeline/export-run.ts");
    return await exportRun(source, precision ?? "float32");
  },
};

export const EXPORTERS: readonly Exporter[] = [MJCF, ONNX];
