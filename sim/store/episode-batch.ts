/** An episode to and from the bytes of one Arrow record batch of T+1 rows. */
import {
  Bool,
  type Data,
  DataType,
  Float32,
  Int32,
  makeData,
  RecordBatch,
  RecordBatchReader,
  Schema,
  Struct,
  Uint8,
  type Vector,
} from "apache-arrow";
import type { Episode } from "../core/episode.ts";
import { ShapeError, SpecError } from "../core/errors.ts";
import type { BoxSpace } from "../core/space.ts";
import { spaceSize } from "../core/space.ts";
import { batchMessage, END_OF_STREAM, schemaMessage } from "./arrow-messages.ts";
import { episodeFields, listType, observationColumn } from "./episode-schema.ts";
import { resetOptionsSchema, sortedOptions } from "./reset-options-json.ts";
import { SCALAR } from "./scalar-space.ts";
import { parseJson } from "./space-json.ts";
import type { DatasetHeader } from "./world.ts";

/**
 * The message of a record batch, as a shard holds it: seed, agent and reset options are its metadata, so that equal episodes give
 * equal bytes wherever they lie. A buffer of the wrong length or type is a ShapeError.
 */
export function encodeEpisode(episode: Episode): Uint8Array {
  const { steps, observationSpace, actionSpace } = episode;
  const rows = steps + 1;
  requireValues(episode.actions, actionSpace, steps, "actions");
  requireValues(episode.rewards, SCALAR, steps, "rewards");
  const observations = Object.keys(observationSpace)
    .sort()
    .map((name) => {
      const space = observationSpace[name] as BoxSpace;
      const values = episode.observations[name];
      requireValues(values, space, rows, `observations.${name}`);
      return listColumn(space, values, rows, null);
    });
  const allButLast = lowBits(rows, steps);
  const children = [
    makeData({ type: new Int32(), data: Int32Array.from({ length: rows }, (_, row) => row) }),
    ...observations,
    listColumn(actionSpace, withZeroRow(episode.actions, spaceSize(actionSpace)), rows, allButLast),
    makeData({ type: new Float32(), data: withZeroRow(episode.rewards, 1), nullCount: 1, nullBitmap: allButLast }),
    flagColumn(steps, episode.terminated, allButLast),
    flagColumn(steps, episode.truncated, allButLast),
  ];
  const schema = new Schema(episodeFields(episode));
  const data = makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children });
  const metadata = new Map([
    ["seed", String(episode.seed)],
    ["agent", episode.agent],
    ["options", JSON.stringify(sortedOptions(episode.options))],
  ]);
  return batchMessage(new RecordBatch(schema, data, metadata));
}

/**
 * Reads an episode's message. It must be the bytes that were written (check their hash first: Arrow's reader may not return
 * from altered ones). `where` opens the SpecError that names the column or key that breaks the format.
 */
export function decodeEpisode(message: Uint8Array, world: DatasetHeader, where: string): Episode {
  const { scenario, scenarioHash, observationSpace, actionSpace } = world;
  const batch = readBatch(message, world, where);
  const rows = batch.numRows;
  const steps = rows - 1;
  if (steps < 0) throw new SpecError(`${where}: must have at least 1 row, got 0`);
  const column = (name: string): Vector => batch.getChild(name) as Vector;
  const list = (name: string, space: BoxSpace, length: number): Float32Array | Uint8Array =>
    listValues(column(name), space, length);
  for (const name of ["action", "reward", "terminated", "truncated"]) {
    if (column(name).nullCount === 1 && column(name).get(steps) === null) continue;
    throw new SpecError(
      `${where}: column ${name} must be null in the last row only, got ${column(name).nullCount} nulls`,
    );
  }
  const misnumbered = scalarValues(column("step"), new Int32Array(rows)).findIndex((step, row) => step !== row);
  if (misnumbered >= 0)
    throw new SpecError(
      `${where}: column step must be ${misnumbered} in row ${misnumbered}, got ${column("step").get(misnumbered)}`,
    );
  return {
    scenario,
    scenarioHash,
    ...readMetadata(batch.metadata, where),
    observationSpace,
    actionSpace,
    steps,
    observations: Object.fromEntries(
      Object.entries(observationSpace).map(([name, space]) => [name, list(observationColumn(name), space, rows)]),
    ),
    actions: list("action", actionSpace, steps) as Float32Array,
    rewards: scalarValues(column("reward"), new Float32Array(steps)),
    terminated: steps > 0 && column("terminated").get(steps - 1) === true,
    truncated: steps > 0 && column("truncated").get(steps - 1) === true,
  };
}

/** The message with which a reader is told the columns: the same for all episodes of a dataset. */
const SCHEMAS = new WeakMap<DatasetHeader, Uint8Array>();

function readBatch(message: Uint8Array, world: DatasetHeader, where: string): RecordBatch {
  const schema = SCHEMAS.get(world) ?? schemaMessage(new Schema(episodeFields(world)));
  SCHEMAS.set(world, schema);
  try {
    const [batch] = RecordBatchReader.from([schema, message, END_OF_STREAM]);
    if (batch === undefined) throw new Error("it holds no rows");
    return batch;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new SpecError(
      `${where}: must be an Arrow record batch, got ${message.length} bytes that are not (${reason})`,
      {
        cause,
      },
    );
  }
}

function readMetadata(
  metadata: ReadonlyMap<string, string>,
  where: string,
): Pick<Episode, "seed" | "agent" | "options"> {
  const value = (key: string): string => {
    const text = metadata.get(key);
    if (text === undefined) throw new SpecError(`${where}: metadata must have ${key}, got none`);
    return text;
  };
  const seed = Number(value("seed"));
  if (!Number.isSafeInteger(seed)) throw new SpecError(`${where}: seed must be an integer, got ${value("seed")}`);
  const options = parseJson(resetOptionsSchema, value("options"), `${where}: options`);
  return { seed, agent: value("agent"), ...(Object.keys(options).length === 0 ? {} : { options }) };
}

function listColumn(space: BoxSpace, values: Float32Array | Uint8Array, rows: number, valid: Uint8Array | null): Data {
  const child =
    space.dtype === "float32"
      ? makeData({ type: new Float32(), data: values as Float32Array })
      : makeData({ type: new Uint8(), data: values as Uint8Array });
  return makeData({ type: listType(space), length: rows, nullCount: valid === null ? 0 : 1, nullBitmap: valid, child });
}

/** False in every row, but `last` in the row of the last step. */
function flagColumn(steps: number, last: boolean, valid: Uint8Array): Data {
  const flags = new Uint8Array(valid.length);
  if (last && steps > 0) flags[(steps - 1) >> 3] = 1 << ((steps - 1) & 7);
  return makeData({ type: new Bool(), length: steps + 1, data: flags, nullCount: 1, nullBitmap: valid });
}

function listValues(vector: Vector, space: BoxSpace, rows: number): Float32Array | Uint8Array {
  const size = spaceSize(space);
  const out = space.dtype === "float32" ? new Float32Array(rows * size) : new Uint8Array(rows * size);
  let row = 0;
  for (const chunk of vector.data) {
    const taken = Math.min(chunk.length, rows - row);
    if (DataType.isFixedSizeList(chunk.type)) out.set(chunk.children[0]?.values.subarray(0, taken * size), row * size);
    row += taken;
  }
  return out;
}

function scalarValues<T extends Float32Array | Int32Array>(vector: Vector, out: T): T {
  let row = 0;
  for (const chunk of vector.data) {
    const taken = Math.min(chunk.length, out.length - row);
    out.set(chunk.values.subarray(0, taken), row);
    row += taken;
  }
  return out;
}

/** The values and one more row of zeros: where a column is null its value is zero, so that equal episodes give equal bytes. */
function withZeroRow(values: Float32Array, size: number): Float32Array {
  const out = new Float32Array(values.length + size);
  out.set(values);
  return out;
}

/** A validity bitmap for `rows` rows of which the first `valid` hold a value. */
function lowBits(rows: number, valid: number): Uint8Array {
  const bitmap = new Uint8Array((rows + 7) >> 3);
  for (let row = 0; row < valid; row++) bitmap[row >> 3]! |= 1 << (row & 7);
  return bitmap;
}

function requireValues(
  values: Float32Array | Uint8Array | undefined,
  space: BoxSpace,
  rows: number,
  name: string,
): asserts values is Float32Array | Uint8Array {
  const type = space.dtype === "float32" ? Float32Array : Uint8Array;
  const length = rows * spaceSize(space);
  if (values instanceof type && values.length === length) return;
  const got = values === undefined ? "none" : `${values.constructor.name}[${values.length}]`;
  throw new ShapeError(`encodeEpisode: ${name} must be ${type.name}[${length}] for ${rows} rows, got ${got}`);
}
