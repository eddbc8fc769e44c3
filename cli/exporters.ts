/** What `craik export` writes: one entry for each format. Adding a format means adding an exporter here. */
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
    const { loadScenario } = await import("../scenarios/index.ts");
    const scenario = await loadScenario(source);
    return [{ name: `${scenario.id}.xml`, bytes: Buffer.from(exportMjcf(scenario)) }];
  },
};

const ONNX: Exporter = {
  format: "onnx",
  source: "run",
  async make(source): Promise<readonly ExportFile[]> {
    const { openRun } = await import("./pipeline/run-folder.ts");
    const { MODEL_FOLDER, readModel } = await import("./pipeline/model-folder.ts");
    const { folder } = await openRun(source);
    const { card } = await readModel(folder);
    const names = ["model.json", ...Object.keys(card.files).filter((name) => name.endsWith(".onnx"))];
    return Promise.all(
      names.map(async (name) => ({ name, bytes: (await folder.read(MODEL_FOLDER, name)) ?? Buffer.alloc(0) })),
    );
  },
};

export const EXPORTERS: readonly Exporter[] = [MJCF, ONNX];
