/** The curves of a run so far, for a viewer that joins a resumed or finished run. */
import { openDataset } from "../../sim/index.ts";
import { DATASET } from "../pipeline/collect.ts";
import { readMetricPoints } from "../pipeline/metric-log.ts";
import type { RunFolder } from "../pipeline/run-folder.ts";
import type { LiveShow } from "./live-show.ts";

/** Publishes losses from `metrics.jsonl` and returns from the dataset's manifest. A run that has neither yet has no curves; a SpecError where one is damaged. */
export async function showStoredCurves(folder: RunFolder, show: LiveShow): Promise<void> {
  for (const point of await readMetricPoints(folder)) show.take({ kind: "metric", ...point });
  // The header is the first file of a dataset: without it there is none yet.
  if ((await folder.read(DATASET, "dataset.json")) === undefined) return;
  const { entries } = await openDataset(folder.file(DATASET));
  for (const [x, entry] of entries.entries()) {
    show.take({ kind: "metric", series: `return/${entry.agent}`, x, y: entry.return });
  }
}
