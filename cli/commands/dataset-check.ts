/** `craik dataset check`: every byte of a dataset. */
import { StateError } from "../../sim/core/index.ts";
import type { DatasetCheck } from "../../sim/index.ts";
import { type Command, defineCommand } from "../command.ts";
import { required } from "../operand.ts";

interface Verdict extends DatasetCheck {
  readonly dataset: string;
}

export const datasetCheck: Command = defineCommand({
  name: "check",
  summary: "check every checksum, column, count and value of a dataset",
  operands: { dataset: required("folder of the dataset") },
  options: {},
  async run({ operands, progress, signal, publish }): Promise<Verdict> {
    const { checkDataset } = await import("../../sim/index.ts");
    const { dataset } = operands;
    let started = false;
    const checked = await checkDataset(dataset, (count, of) => {
      signal.throwIfAborted();
      if (!started) progress.start("check", of);
      started = true;
      progress.update(count);
    });
    progress.finish();
    const verdict = { dataset, ...checked };
    const { problems } = verdict;
    if (problems.length === 0) return verdict;
    publish(verdict);
    throw new StateError(
      `${dataset}: must be sound, ${problems.length} problem${problems.length === 1 ? "" : "s"} found`,
    );
  },
  print: ({ dataset, episodes, steps, problems, unfinished }) =>
    [
      ...problems.map((problem) => `✗ ${problem}`),
      ...unfinished.map((remark) => `– unfinished, mended by the next writer: ${remark}`),
      ...(problems.length === 0 ? [`✓ ${dataset}: ${episodes} episodes, ${steps} steps, sound`] : []),
    ].join("\n"),
});
