/** The two small files of a dataset folder: what it holds, and which episodes are whole. */
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import * as v from "valibot";
import { SpecError } from "../core/errors.ts";
import type { BoxSpace, ObservationSpace } from "../core/space.ts";
import { FORMAT_VERSION } from "./episode-schema.ts";
import {
  boxSpaceFromJson,
  boxSpaceToJson,
  observationSpaceFromJson,
  observationSpaceToJson,
  parseJson,
} from "./space-json.ts";
import { storageError, systemErrorCode } from "./storage-error.ts";

/** What all episodes of a dataset share. */
export interface DatasetHeader {
  readonly scenario: string;
  readonly scenarioHash: string;
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: BoxSpace;
}

/** One whole episode. */
export interface DatasetEntry {
  readonly file: string;
  readonly bytes: number;
  /** Of the file's bytes, in hexadecimal. */
  readonly sha256: string;
  readonly steps: number;
  readonly seed: number;
  readonly agent: string;
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

/** `episode-000042.arrow` */
export function episodeFileName(index: number): string {
  return `episode-${String(index).padStart(6, "0")}.arrow`;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const entrySchema = v.strictObject({
  file: v.pipe(v.string(), v.regex(/^episode-\d{6,}\.arrow$/)),
  bytes: count,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  steps: count,
  seed: count,
  agent: v.string(),
  return: v.number(),
});

const headerSchema = v.strictObject({
  format: v.literal("craik-dataset"),
  version: v.literal(FORMAT_VERSION),
  scenario: v.string(),
  scenarioHash: v.string(),
  observationSpace: v.unknown(),
  actionSpace: v.unknown(),
});

/** The text of `dataset.json`. */
export function headerToJson(header: DatasetHeader): string {
  return `${JSON.stringify({
    format: "craik-dataset",
    version: FORMAT_VERSION,
    scenario: header.scenario,
    scenarioHash: header.scenarioHash,
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
    observationSpace: observationSpaceFromJson(JSON.stringify(header.observationSpace), `${path}: observationSpace`),
    actionSpace: boxSpaceFromJson(JSON.stringify(header.actionSpace), `${path}: actionSpace`),
  };
}

/** Reads `manifest.jsonl`. A last line without its end is torn: dropped. Any other wrong line is a SpecError. */
export async function readManifest(dir: string): Promise<Manifest> {
  const path = join(dir, MANIFEST_FILE);
  const bytes = (await readIfThere(path)) ?? new Uint8Array();
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  const lines = UTF8.decode(bytes.subarray(0, wholeBytes)).split("\n").slice(0, -1);
  const entries = lines.map((line, index) => {
    const where = `${path} line ${index + 1}`;
    const entry = parseJson(entrySchema, line, where);
    if (entry.file !== episodeFileName(index)) {
      throw new SpecError(`${where}: file must be ${episodeFileName(index)}, got ${entry.file}`);
    }
    return entry;
  });
  return { entries, wholeBytes, fileBytes: bytes.length };
}

/** Checks that two headers describe the same world. `where` opens the SpecError. */
export function requireSameWorld(found: DatasetHeader, expected: DatasetHeader, where: string): void {
  const mustBe = (name: string, want: string, got: string): void => {
    if (want !== got) throw new SpecError(`${where}: ${name} must be ${want}, got ${got}`);
  };
  mustBe("scenario", expected.scenario, found.scenario);
  mustBe("scenarioHash", expected.scenarioHash, found.scenarioHash);
  const spaces = (header: DatasetHeader): string => observationSpaceToJson(header.observationSpace);
  mustBe("observationSpace", spaces(expected), spaces(found));
  mustBe("actionSpace", boxSpaceToJson(expected.actionSpace), boxSpaceToJson(found.actionSpace));
}

/** A file's bytes, or undefined where there is none. Throws a StorageError for any other failure. */
export async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw storageError(path, `${basename(path)} must be readable`, error);
  }
}
