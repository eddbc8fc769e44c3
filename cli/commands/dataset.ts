/** `craik dataset`: holds what is done with a folder of recorded episodes. */
import { type Command, defineGroup } from "../command.ts";
import { datasetCheck } from "./dataset-check.ts";
import { datasetInfo } from "./dataset-info.ts";
import { datasetMerge } from "./dataset-merge.ts";
import { datasetReplay } from "./dataset-replay.ts";

export const dataset: Command = defineGroup({
  name: "dataset",
  summary: "look into recorded episodes: info, check, merge, replay",
  subcommands: [datasetInfo, datasetCheck, datasetMerge, datasetReplay],
});
