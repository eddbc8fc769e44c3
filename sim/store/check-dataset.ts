/** Looks at every byte of a dataset. */
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CraikError, SpecError } from "../core/errors.ts";
import { type BatchPlace, fileEnd, fileStart, metadataBytesOf } from "./arrow-messages.ts";
import { episodeFaults } from "./check-episode.ts";
import { type Dataset, openDataset } from "./dataset-reader.ts";
import { TEMPORARY_SUFFIX } from "./durable-files.ts";
import { shardSchema } from "./episode-schema.ts";
import { type DatasetEntry, HEADER_FILE, MANIFEST_FILE, readManifest, SHARD_NAME } from "./manifest.ts";

export interface DatasetCheck {
  readonly episodes: number;
  readonly steps: number;
  /** Damage: each names the file, what was expected and what was found. None in a sound dataset. */
  readonly problems: readonly string[];
  /** What a writer that was stopped left behind, and the next one mends: nothing is lost. */
  readonly unfinished: readonly string[];
}

/**
 * Checks every checksum and every byte between them, columns, counts, and values against their spaces. Only a folder that cannot
 * be opened as a dataset is an error.
 */
export async function checkDataset(
  dir: string,
  onEpisode?: (checked: number, of: number) => void,
): Promise<DatasetCheck> {
  const problems: string[] = [];
  let dataset: Dataset;
  try {
    dataset = await openDataset(dir);
  } catch (error) {
    if (!(error instanceof SpecError) || !(await holdsDataset(dir))) throw error;
    return { episodes: 0, steps: 0, problems: [error.message], unfinished: [] };
  }
  const note = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof CraikError)) throw error;
      problems.push(error.message);
    }
  };
  for (const [index, entry] of dataset.entries.entries()) {
    await note(async () => {
      const episode = await dataset.readEpisode(index);
      const where = `${join(dir, entry.file)}: episode ${index}`;
      problems.push(...episodeFaults(episode, entry).map((fault) => `${where}: ${fault}`));
    });
    onEpisode?.(index + 1, dataset.entries.length);
  }
  const unfinished: string[] = [];
  for (const file of new Set(dataset.entries.map((entry) => entry.file))) {
    const own = dataset.entries.filter((entry) => entry.file === file);
    await note(() => checkFrame(dataset, file, own, { problems, unfinished }));
  }
  unfinished.push(...(await leftovers(dataset)));
  return { episodes: dataset.entries.length, steps: dataset.steps, problems, unfinished };
}

/** Whether either of a dataset's two small files is there. */
async function holdsDataset(dir: string): Promise<boolean> {
  const names: readonly string[] = await readdir(dir).catch(() => []);
  return names.includes(HEADER_FILE) || names.includes(MANIFEST_FILE);
}

/** What stands before and behind the episodes of a shard. Its episodes have been read already. */
async function checkFrame(
  { dir, header, entries }: Dataset,
  file: string,
  own: readonly DatasetEntry[],
  found: { readonly problems: string[]; readonly unfinished: string[] },
): Promise<void> {
  const path = join(dir, file);
  const end = Math.max(...own.map(({ offset, bytes }) => offset + bytes));
  const size = await stat(path).then(
    (entry) => entry.size,
    () => 0,
  );
  // A shard that is gone or too short was named with its episodes.
  if (size < end) return;
  const schema = shardSchema(header);
  const start = fileStart(schema);
  const shard = await open(path, "r");
  const part = async (from: number, to: number): Promise<Buffer> => {
    const bytes = Buffer.alloc(to - from);
    await shard.read(bytes, 0, bytes.length, from);
    return bytes;
  };
  try {
    if (own[0]?.offset !== start.length || !(await part(0, start.length)).equals(start)) {
      const message = `its first ${start.length} bytes must be the schema of the dataset's spaces, got others`;
      found.problems.push(`${path}: ${message}`);
    }
    const places: BatchPlace[] = [];
    for (const { offset, bytes } of own)
      places.push({ offset, bytes, metadataBytes: metadataBytesOf(await part(offset, offset + 8)) });
    const footer = fileEnd(schema, places);
    const tail = await part(end, Math.min(size, end + footer.length + 1));
    if (tail.equals(footer)) return;
    const last = file === entries.at(-1)?.file;
    const message = `${path}: behind byte ${end} must stand a footer of ${footer.length} bytes that names ${own.length} episodes`;
    // The last shard has none while a writer is at work, or after it was killed.
    (last ? found.unfinished : found.problems).push(`${message}, got ${size - end} other bytes`);
  } finally {
    await shard.close();
  }
}

async function leftovers({ dir, entries }: Dataset): Promise<readonly string[]> {
  const known = new Set(entries.map(({ file }) => file));
  const strays = (await readdir(dir)).filter(
    (name) => (SHARD_NAME.test(name) && !known.has(name)) || name.endsWith(TEMPORARY_SUFFIX),
  );
  const { wholeBytes, fileBytes } = await readManifest(dir);
  return [
    ...strays.map((name) => `${join(dir, name)}: a file that ${MANIFEST_FILE} does not name`),
    ...(fileBytes > wholeBytes
      ? [`${join(dir, MANIFEST_FILE)}: its last ${fileBytes - wholeBytes} bytes are half a line`]
      : []),
  ];
}
