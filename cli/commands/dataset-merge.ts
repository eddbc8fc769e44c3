/** `craik dataset merge`: several datasets of one world into one. */
import type { MergeResult } from "../../sim/index.ts";
import { type Command, defineCommand } from "../command.ts";
import { required, several } from "../operand.ts";

interface Merged extends MergeResult {
  readonly dataset: string;
  readonly sources: readonly string[];
}

export const datasetMerge: Command = defineCommand({
  name: "merge",
  summary: "put the episodes of datasets of one world into another one; what it holds already is passed over",
  operands: {
    out: required("folder of the result; a dataset that is there grows"),
    sources: several("folders to read"),
  },
  options: {},
  async run({ operands, progress, signal }): Promise<Merged> {
    const { mergeDatasets } = await import("../../sim/index.ts");
    const { out, sources } = operands;
    let started = false;
    const merged = await mergeDatasets(out, sources, (count, of) => {
      signal.throwIfAborted();
      if (!started) progress.start("merge", of);
      started = true;
      progress.update(count);
    });
    progress.finish();
    return { dataset: out, sources, ...merged };
  },
  print: ({ dataset, added, skipped, episodes, steps }) =>
    `${dataset}: ${added} episodes added${skipped === 0 ? "" : `, ${skipped} that it held already passed over`}; ${episodes} episodes, ${steps} steps now`,
});
