/** Writes a comparison as `index.html` and `comparison.json`. */
import { toJsonText } from "../json-text.ts";
import { writeExport } from "../write-export.ts";
import type { ComparisonReport } from "./comparison-report.ts";
import { inlineUplot } from "./page/inline-uplot.ts";
import { renderPage } from "./page/render-page.ts";

/** Where a run's comparison lies unless another folder is named. */
export const COMPARISON_FOLDER = "comparison";
export const DATA_FILE = "comparison.json";

export interface WrittenReport {
  /** Path of the page. */
  readonly page: string;
  /** Path of the JSON file. */
  readonly data: string;
}

export async function writeReport(report: ComparisonReport, folder: string): Promise<WrittenReport> {
  const files = [
    { name: DATA_FILE, bytes: Buffer.from(`${toJsonText(report)}\n`) },
    { name: "index.html", bytes: Buffer.from(renderPage(report, await inlineUplot())) },
  ];
  const [data = "", page = ""] = await writeExport(files, folder);
  return { page, data };
}
