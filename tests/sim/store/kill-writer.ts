/** A child process that appends episodes until it is killed; the test gives the folder. */
import { openDatasetWriter } from "../../../sim/store/dataset-writer.ts";
import { sampleEpisode } from "./episodes.ts";

const dir = process.argv[2];
if (dir === undefined) throw new Error("kill-writer: a folder must be given, got none");
const writer = await openDatasetWriter(dir, sampleEpisode(0));
process.stdout.write("ready\n");
for (let seed = writer.episodes; ; seed++) {
  await writer.append(sampleEpisode(seed, 4000));
  process.stdout.write(`${seed}\n`);
}
