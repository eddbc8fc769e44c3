/** An episode to and from the bytes of an Arrow IPC file. */
import {
  Bool,
  type Data,
  Float32,
  Int32,
  makeData,
  RecordBatch,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  Uint8,
  type Vector,
} from "apache-arrow";
import type { Episode } from "../core/episode.ts";
import { ShapeError, SpecError } from "../core/errors.ts";
import type { BoxSpace } from "../core/space.ts";
import { spaceSize } from "../core/space.ts";
import {
  checkColumns,
  episodeSchema,
  isFixedSizeList,
  listType,
  observationColumn,
  readMetadata,
} from "./episode-schema.ts";

/** Bytes of an Arrow IPC file with T+1 rows. A buffer of the wrong length or type is a ShapeError. */
export function encodeEpisode(episode: Episode): Uint8Array {
  const { steps, observationSpace, actionSpace } = episode;
  const rows = steps + 1;
  requireValues(episode.actions, actionSpace, steps, "actions");
  requireValues(episode.rewards, SCALAR, steps, "rewards");
  const schema = episodeSchema(episode);
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
  const data = makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children });
  return tableToIPC(new Table(schema, [new RecordBatch(schema, data)]), "file");
}

/**
 * Reads the bytes of an episode file. They must be the bytes that were written (check their hash first: Arrow's reader may
 * not return from altered ones). A SpecError names the file and the column that breaks the format.
 */
export function decodeEpisode(bytes: Uint8Array, file: string): Episode {
  const table = readTable(bytes, file);
  const metadata = readMetadata(table.schema, file);
  const schema = episodeSchema(metadata);
  checkColumns(table.schema, schema, file);
  const rows = table.numRows;
  const steps = rows - 1;
  if (steps < 0) throw new SpecError(`${file}: must have at least 1 row, got 0`);
  const column = (name: string): Vector => table.getChild(name) as Vector;
  const list = (name: string, space: BoxSpace, length: number): Float32Array | Uint8Array =>
    listValues(column(name), space, length);
  const { observationSpace, actionSpace } = metadata;
  for (const name of ["action", "reward", "terminated", "truncated"]) {
    if (column(name).nullCount !== 1 || column(name).get(steps) !== null) {
      throw new SpecError(
        `${file}: column ${name} must be null in the last row only, got ${column(name).nullCount} nulls`,
      );
    }
  }
  return {
    ...metadata,
    steps,
    observations: Object.fromEntries(
      Object.entries(observationSpace).map(([name, space]) => [name, list(observationColumn(name), space, rows)]),
    ),
    actions: list("action", actionSpace, steps) as Float32Array,
    rewards: scalarValues(column("reward"), steps),
    terminated: steps > 0 && column("terminated").get(steps - 1) === true,
    truncated: steps > 0 && column("truncated").get(steps - 1) === true,
  };
}

const SCALAR: BoxSpace = { kind: "box", dtype: "float32", shape: [], low: [], high: [], names: [], units: [] };

function readTable(bytes: Uint8Array, file: string): Table {
  try {
    return tableFromIPC(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new SpecError(`${file}: must be an Arrow IPC file, got ${bytes.length} bytes that are not (${reason})`, {
      cause,
    });
  }
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
    if (isFixedSizeList(chunk.type)) out.set(chunk.children[0]?.values.subarray(0, taken * size), row * size);
    row += taken;
  }
  return out;
}

function scalarValues(vector: Vector, rows: number): Float32Array {
  const out = new Float32Array(rows);
  let row = 0;
  for (const chunk of vector.data) {
    const taken = Math.min(chunk.length, rows - row);
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
