/** The two small files of a dataset folder: what it holds, and which episodes are whole. */
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import * as v from "valibot";
import type { ResetOptions } from "../core/env.ts";
import { SpecError } from "../core/errors.ts";
import { resetOptionsSchema } from "./reset-options-json.ts";
import {
  boxSpaceFromJson,
  boxSpaceToJson,
  observationSpaceFromJson,
  observationSpaceToJson,
  parseJson,
} from "./space-json.ts";
import { storageError, systemErrorCode } from "./storage-error.ts";
import { type DatasetHeader, formatVersion } from "./world.ts";

/** One whole episode. */
export interface DatasetEntry {
  /** Shard that holds it. */
  readonly file: string;
  /** Where its record batch begins in the shard. */
  readonly offset: number;
  readonly bytes: number;
  /** Of those bytes, in hexadecimal. Episodes with the same one are the same. */
  readonly sha256: string;
  readonly steps: number;
  readonly seed: number;
  readonly agent: string;
  /** Reset options, as they were given; names in alphabetical order. */
  readonly options: ResetOptions;
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** Sum of the episode's rewards. */
  readonly return: number;
}

/** The entries of a manifest, and the length in bytes of its whole lines. */
export interface Manifest {
  readonly entries: readonly DatasetEntry[];
  readonly wholeBytes: number;
  /** Length in bytes of the file, torn last line included. */
  readonly fileBytes: number;
}

export const HEADER_FILE = "dataset.json";
export const MANIFEST_FILE = "manifest.jsonl";
const UTF8 = new TextDecoder();

/** Names of shards: `shard-000042.arrow`. */
export const SHARD_NAME: RegExp = /^shard-\d{6,}\.arrow$/;

export function shardName(index: number): string {
  return `shard-${String(index).padStart(6, "0")}.arrow`;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const entrySchema = v.strictObject({
  file: v.pipe(v.string(), v.regex(SHARD_NAME)),
  offset: count,
  bytes: count,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  steps: count,
  seed: count,
  agent: v.string(),
  options: resetOptionsSchema,
  terminated: v.boolean(),
  truncated: v.boolean(),
  return: v.number(),
});

const world = {
  format: v.literal("craik-dataset"),
  scenario: v.string(),
  scenarioHash: v.string(),
  observationSpace: v.unknown(),
  actionSpace: v.unknown(),
};

const headerSchema = v.variant("version", [
  v.strictObject({ ...world, version: v.literal(2) }),
  v.strictObject({ ...world, version: v.literal(3), pictureHash: v.string() }),
]);

/** The text of `dataset.json`. */
export function headerToJson(header: DatasetHeader): string {
  return `${JSON.stringify({
    format: "craik-dataset",
    version: formatVersion(header),
    scenario: header.scenario,
    scenarioHash: header.scenarioHash,
    pictureHash: header.pictureHash,
    observationSpace: JSON.parse(observationSpaceToJson(header.observationSpace)),
    actionSpace: JSON.parse(boxSpaceToJson(header.actionSpace)),
  })}\n`;
}

/** Reads `dataset.json`, or null where the folder has none. */
export async function readHeader(dir: string): Promise<DatasetHeader | null> {
  const path = join(dir, HEADER_FILE);
  const bytes = await readIfThere(path);
  if (bytes === undefined) return null;
  const header = parseJson(headerSchema, UTF8.decode(bytes), path);
  return {
    scenario: header.scenario,
    scenarioHash: header.scenarioHash,
    ...(header.version === 3 && { pictureHash: header.pictureHash }),
    observationSpace: observationSpaceFromJson(JSON.stringify(header.observationSpace), `${path}: observationSpace`),
    actionSpace: boxSpaceFromJson(JSON.stringify(header.actionSpace), `${path}: actionSpace`),
  };
}

/**
 * Reads `manifest.jsonl`; null where there is none. A last line without its end is torn: dropped. Any other wrong line is a
 * SpecError.
 */
export async function readManifestIfThere(dir: string): Promise<Manifest | null> {
  const path = join(dir, MANIFEST_FILE);
  const bytes = await readIfThere(path);
  if (bytes === undefined) return null;
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = UTF8.decode(bytes.subarray(0, wholeBytes)).split("\n").slice(0, -1);
  const entries = lines.map((line, index) => {
    const where = `${path} line ${index + 1}`;
    const entry = parseJson(entrySchema, line, where);
    return entry;
  });
  requireOrder(entries, path);
  return { entries, wholeBytes, fileBytes: bytes.length };
}

/** As `readManifestIfThere`, of a dataset that has its header. A writer makes the manifest first: without it the episodes are lost sight of. */
export async function readManifest(dir: string): Promise<Manifest> {
  const manifest = await readManifestIfThere(dir);
  if (manifest === null) throw new SpecError(`${dir}: ${MANIFEST_FILE} must exist beside ${HEADER_FILE}, got none`);
  return manifest;
}

/** Shards are numbered from 0, and the episodes of each lie one behind the other. */
function requireOrder(entries: readonly DatasetEntry[], path: string): void {
  let [shard, end] = [-1, 0];
  for (const [index, { file, offset, bytes }] of entries.entries()) {
    const next = shardName(shard + 1);
    const same = shard >= 0 && file === shardName(shard);
    const where = `${path} line ${index + 1}`;
    if (!same && file !== next)
      throw new SpecError(`${where}: file must be ${shard < 0 ? next : `${shardName(shard)} or ${next}`}, got ${file}`);
    if (same && offset !== end) throw new SpecError(`${where}: offset must be ${end}, got ${offset}`);
    if (!same) shard += 1;
    end = offset + bytes;
  }
}

/** A file's bytes, or undefined where there is none. Throws a StorageError for any other failure. */
async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw storageError(path, `${basename(path)} must be readable`, error);
  }
}
