/** What `craik export` writes: one entry for each format. Adding a format means adding an exporter here. */
import { readFile } from "node:fs/promises";
import type { ExportFile } from "./write-export.ts";

export interface Exporter {
  /** Word after `--format`. */
  readonly format: string;
  /** Whether it takes a scenario or a trained run. */
  readonly source: "scenario" | "run";
  /** Makes the files of the export, the first of which is the one that `--out` names. */
  make(source: string): Promise<readonly ExportFile[]>;
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
  async make(source): Promise<readonly ExportFile[]> {
    const { openRun } = await import("./pipeline/run-folder.ts");
    const { MODEL_FOLDER, readModel } = await import("./pipeline/model-folder.ts");
    const { MODEL_CARD } = await import("../worldmodel/index.ts");
    const { folder } = await openRun(source);
    const { files } = await readModel(folder);
    const models = [...files].filter(([name]) => name.endsWith(".onnx"));
    const card = { name: MODEL_CARD, bytes: await readFile(folder.file(MODEL_FOLDER, MODEL_CARD)) };
    return [card, ...models.map(([name, bytes]) => ({ name, bytes }))];
  },
};

export const EXPORTERS: readonly Exporter[] = [MJCF, ONNX];
