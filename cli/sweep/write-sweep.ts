/** Writes a sweep as `index.html`, `sweep.svg` and `sweep.json`. */
import { toJsonText } from "../json-text.ts";
import { writeExport } from "../write-export.ts";
import { sweepPage } from "./sweep-page.ts";
import { sweepPlot } from "./sweep-plot.ts";
import type { SweepReport } from "./sweep-report.ts";

/** Paths of the files. */
export interface WrittenSweep {
  readonly report: string;
  readonly plot: string;
  readonly data: string;
}

export async function writeSweep(report: SweepReport, folder: string): Promise<WrittenSweep> {
  const files = [
    { name: "sweep.json", bytes: Buffer.from(`${toJsonText(report)}\n`) },
    { name: "sweep.svg", bytes: Buffer.from(sweepPlot(report)) },
    { name: "index.html", bytes: Buffer.from(sweepPage(report)) },
  ];
  const [data = "", plot = "", page = ""] = await writeExport(files, folder);
  return { report: page, plot, data };
}
