/** `craik dataset info`: what a dataset holds. */
import { type Command, defineCommand } from "../command.ts";
import type { DatasetSummary } from "../dataset/summarise-dataset.ts";
import { required } from "../operand.ts";

export const datasetInfo: Command = defineCommand({
  name: "info",
  summary: "say what a dataset holds",
  operands: { dataset: required("folder of the dataset") },
  options: {},
  async run({ operands }): Promise<DatasetSummary> {
    const { openDataset } = await import("../../sim/index.ts");
    const { summariseDataset } = await import("../dataset/summarise-dataset.ts");
    return await summariseDataset(await openDataset(operands.dataset));
  },
  print(summary) {
    const { episodes, steps, terminated, truncated, agents, seeds, returns, shards, bytes } = summary;
    const spaces = Object.entries(summary.observationSpace).map(([name, { shape, dtype }]) => {
      return `${name} ${shape.join("×")} ${dtype}`;
    });
    const options = summary.options.map(({ options: given, episodes: count }) => {
      const text = Object.entries(given).map(
        ([name, value]) => `${name} ${typeof value === "number" ? value : value.join("..")}`,
      );
      return `${text.join(", ") || "none"} (${count})`;
    });
    return [
      `${summary.dataset}: ${summary.scenario}, hash ${summary.scenarioHash}`,
      ...(summary.pictureHash === null ? [] : [`pictures     hash ${summary.pictureHash}`]),
      `episodes     ${episodes}, ${steps} steps; ${terminated} terminated, ${truncated} truncated`,
      `agents       ${
        Object.entries(agents)
          .map(([name, count]) => `${name} (${count})`)
          .join(", ") || "none"
      }`,
      ...(seeds === null ? [] : [`seeds        ${seeds.least} to ${seeds.most}, ${seeds.different} different`]),
      `options      ${options.join("; ") || "none"}`,
      ...(returns === null
        ? []
        : [
            `return       ${returns.mean.toFixed(1)}${returns.std === null ? "" : ` ± ${returns.std.toFixed(1)}`}, from ${returns.min.toFixed(1)} to ${returns.max.toFixed(1)}`,
          ]),
      `observation  ${spaces.join(", ")}`,
      `action       ${summary.actionSpace.shape.join("×")} ${summary.actionSpace.dtype}`,
      `size         ${shards} shards, ${(bytes / 1e6).toFixed(1)} MB`,
    ].join("\n");
  },
});
