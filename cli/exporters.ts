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

export const EXPORTERS: readonly Exporter[] = [MJCF];
