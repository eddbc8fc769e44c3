/** The shards that a dataset grows into: Arrow IPC files, one record batch an episode. */
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Schema } from "apache-arrow";
import { SpecError } from "../core/errors.ts";
import { type BatchPlace, fileEnd, fileStart, metadataBytesOf } from "./arrow-messages.ts";
import { cutTo, type OpenFile } from "./durable-files.ts";
import { type GrowingFile, growingFile } from "./growing-file.ts";
import { type DatasetEntry, shardName } from "./manifest.ts";

export interface ShardWriter {
  /** Puts an episode's message behind the last one, in a new shard where the present one is full. Throws a StorageError. */
  append(message: Uint8Array): Promise<Pick<DatasetEntry, "file" | "offset" | "bytes">>;
  /** Takes the last message back. */
  undo(): Promise<void>;
  /** Ends the present shard with its footer, which other tools need; the next writer takes it off again. Throws a StorageError. */
  finish(): Promise<void>;
}

export interface ShardOptions {
  readonly dir: string;
  readonly schema: Schema;
  /** Length at which a shard is full. */
  readonly shardBytes: number;
  readonly openFile: OpenFile;
}

/** Goes on behind the entries. What lies behind them in the last shard, a footer or a torn episode, is cut off. */
export async function openShards(entries: readonly DatasetEntry[], options: ShardOptions): Promise<ShardWriter> {
  const { dir, schema, shardBytes } = options;
  const start = fileStart(schema);
  const fileOf = (index: number, length: number): GrowingFile =>
    growingFile(join(dir, shardName(index)), length, options.openFile);
  const last = entries.at(-1);
  const places: BatchPlace[] = [];
  let index = last === undefined ? 0 : Number(last.file.slice("shard-".length, -".arrow".length));
  if (last !== undefined) {
    const own = entries.filter(({ file }) => file === last.file);
    await cutOffTail(join(dir, last.file), last.offset + last.bytes, options.openFile);
    places.push(...(await readPlaces(join(dir, last.file), own)));
  }
  let file = fileOf(index, last === undefined ? 0 : last.offset + last.bytes);

  async function finish(): Promise<void> {
    if (places.length === 0) return;
    await file.append(fileEnd(schema, places));
    places.length = 0;
  }

  return {
    async append(message) {
      if (places.length > 0 && file.length + message.length > shardBytes) {
        await finish();
        index += 1;
        file = fileOf(index, 0);
      }
      const first = file.length === 0;
      const offset = first ? start.length : file.length;
      await file.append(first ? Buffer.concat([start, message]) : message);
      places.push({ offset, bytes: message.length, metadataBytes: metadataBytesOf(message) });
      return { file: shardName(index), offset, bytes: message.length };
    },
    async undo() {
      places.pop();
      const before = places.at(-1);
      await file.shrinkTo(before === undefined ? 0 : before.offset + before.bytes);
    },
    finish,
  };
}

/** Throws a SpecError when the shard is gone or shorter than the manifest says: to append then would lose what is left of it. */
async function cutOffTail(path: string, end: number, openWith: OpenFile): Promise<void> {
  const size = await stat(path).then(
    (found) => found.size,
    () => -1,
  );
  if (size < 0) throw new SpecError(`${path}: must exist as in the manifest, got no such file`);
  if (size < end) throw new SpecError(`${path}: size in bytes must be at least ${end} as in the manifest, got ${size}`);
  if (size > end) await cutTo(path, end, openWith);
}

async function readPlaces(path: string, entries: readonly DatasetEntry[]): Promise<readonly BatchPlace[]> {
  const file = await open(path, "r");
  try {
    const prefix = new Uint8Array(8);
    const places: BatchPlace[] = [];
    for (const { offset, bytes } of entries) {
      await file.read(prefix, 0, prefix.length, offset);
      places.push({ offset, bytes, metadataBytes: metadataBytesOf(prefix) });
    }
    return places;
  } finally {
    await file.close();
  }
}
