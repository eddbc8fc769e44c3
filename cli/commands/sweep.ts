/** `craik sweep`: how a controller fares in the true scenario by the temperature of the dream in which it evolved. */
import { type Command, defineCommand } from "../command.ts";
import { required } from "../operand.ts";
import { integer, positiveNumbers, seed, text } from "../option.ts";
import { formatSweep } from "../sweep/format-sweep.ts";
import type { SweepReport } from "../sweep/sweep-report.ts";
import type { WrittenSweep } from "../sweep/write-sweep.ts";

/** Those of Ha & Schmidhuber 2018, table 2. */
const TEMPERATURES = [0.1, 0.5, 1, 1.15, 1.3];

export const sweep: Command = defineCommand({
  name: "sweep",
  summary:
    "evolve controllers in dreams of several temperatures, score each there and in the true scenario, and plot it",
  operands: { run: required("folder of a finished run") },
  options: {
    temperatures: positiveNumbers("--temperatures <numbers>", "of the dreams, with commas between them", TEMPERATURES),
    repetitions: integer("--repetitions <count>", "controllers of each temperature, from searches of other seeds", {
      ...{ least: 1, most: 100, fallback: 1 },
    }),
    episodes: integer("--episodes <count>", "episodes of each controller in each world", { least: 1, fallback: 20 }),
    seed: seed("seed of the episodes"),
    workers: integer("--workers <count>", "episodes played at the same time", { least: 1, most: 64, fallback: 2 }),
    out: text("--out <folder>", "folder of the report; sweep/ in the run unless given"),
  },
  async run({ operands, options, progress, signal }): Promise<WrittenSweep & SweepReport> {
    const { join } = await import("node:path");
    const { SWEEP_FOLDER } = await import("../sweep/sweep-report.ts");
    const { sweepRun } = await import("../sweep/sweep-run.ts");
    const { writeSweep } = await import("../sweep/write-sweep.ts");
    const { out = join(operands.run, SWEEP_FOLDER), ...settings } = options;
    const report = await sweepRun(operands.run, { ...settings, progress, signal });
    return { ...(await writeSweep(report, out)), ...report };
  },
  print: (result) => `${formatSweep(result)}\nreport ${result.report}`,
});
