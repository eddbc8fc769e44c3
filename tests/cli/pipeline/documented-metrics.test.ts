/** What cli/README.md says of metrics.jsonl. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CONTROLS, SEARCHES } from "../../../cli/pipeline/controls.ts";
import { readMetricPoints } from "../../../cli/pipeline/metric-log.ts";
import { runFolder } from "../../../cli/pipeline/run-folder.ts";
import { ROOT } from "../../support/run-craik.ts";
import { trainedRun } from "../../support/trained-run.ts";

/** Written only where memory does not hold a batch. */
const RARE = ["vae/batch", "rnn/batch", "actor/batch"];
/** Written only where C is scored in the true scenario, or restarts: `evolution.test.ts` has them. */
const ASKED_FOR = [
  ...["trueReturnMean", "trueReturnBest", "checkedReturn", "keptReturn", "envSteps"].map(
    (name) => `controller/${name}`,
  ),
  "search/population",
];

it("describes every metric that a run writes, and no other", async () => {
  const points = await readMetricPoints(runFolder(await trainedRun()));
  const controls = CONTROLS.map((dynamics) => SEARCHES[dynamics].stage);
  const written = points.map(({ series }) => series).filter((series) => !controls.includes(series.split("/")[0]!));
  expect([...new Set([...written, ...RARE, ...ASKED_FOR])].sort()).toEqual([...(await documented())].sort());
});

/** `part/metric` of each row of the table. */
async function documented(): Promise<readonly string[]> {
  const text = await readFile(join(ROOT, "cli", "README.md"), "utf8");
  const table = text.slice(text.indexOf("\n| stage "));
  const rows = table.slice(1, table.indexOf("\n\n")).split("\n").slice(2);
  let part = "";
  return rows.flatMap((row) => {
    const [, stage = "", metrics = ""] = row.split("|");
    part = /`([a-z]+)/.exec(stage)?.[1] ?? part;
    return Array.from(metrics.matchAll(/`(\w+)`/g), ([, name]) => `${part}/${name}`);
  });
}
