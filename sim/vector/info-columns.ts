/** Information of many environments as columns of numbers, so that it crosses threads without messages. */
import type { Info } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";
import type { InfoBatch, InfoColumn } from "../core/vector-env.ts";
import { type InfoMemory, MAX_INFO_NAMES } from "./batch-buffers.ts";

/** Column of each name, in the order in which a slice met them. */
export type InfoNames = string[];

/** Forgets what the last call told. */
export function clearInfos({ values, present }: InfoMemory, names: InfoNames, count: number): void {
  values.fill(0, 0, names.length * count);
  present.fill(0, 0, names.length * count);
}

/** Writes one environment's facts; new names get new columns. A SpecError beyond 64 names. */
export function writeInfo(
  { values, present }: InfoMemory,
  names: InfoNames,
  row: number,
  count: number,
  info: Info,
): void {
  for (const name in info) {
    let column = names.indexOf(name);
    if (column < 0) {
      if (names.length === MAX_INFO_NAMES) {
        throw new SpecError(`info: a vector environment takes at most ${MAX_INFO_NAMES} names, got another, "${name}"`);
      }
      column = names.push(name) - 1;
    }
    values[column * count + row] = info[name]!;
    present[column * count + row] = 1;
  }
}

/** One slice's columns and their names. */
export interface InfoSource {
  readonly first: number;
  readonly count: number;
  readonly memory: InfoMemory;
  readonly names: readonly string[];
}

/** Puts the slices' columns together as fresh arrays [N], without the names that nobody told. */
export function gatherInfos(sources: readonly InfoSource[], numEnvs: number): InfoBatch {
  const columns = new Map<string, InfoColumn>();
  for (const { first, count, memory, names } of sources) {
    for (const [i, name] of names.entries()) {
      const present = memory.present.subarray(i * count, (i + 1) * count);
      if (!present.includes(1)) continue;
      let column = columns.get(name);
      if (column === undefined) {
        column = { values: new Float64Array(numEnvs), present: new Uint8Array(numEnvs) };
        columns.set(name, column);
      }
      column.values.set(memory.values.subarray(i * count, (i + 1) * count), first);
      column.present.set(present, first);
    }
  }
  return Object.fromEntries([...columns].sort(([a], [b]) => (a < b ? -1 : 1)));
}
