/** A run's folder: where its files lie, and reading and writing them whole. */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openFile, SpecError, UsageError, writeWhole } from "../../sim/index.ts";
import type { RunConfig } from "./run-config.ts";
import { parseRunConfig } from "./run-config-file.ts";

export interface RunFolder {
  /** As it was given. */
  readonly path: string;
  /** Path of a file in the folder. */
  file(...names: string[]): string;
  /** Contents, or undefined where there is no such file. */
  read(...names: string[]): Promise<Buffer | undefined>;
  /** Writes under a temporary name and renames; folders are made as needed. */
  write(bytes: Uint8Array | string, ...names: string[]): Promise<void>;
  /** Gives a file another name, where there is one. */
  rename(from: readonly string[], to: readonly string[]): Promise<void>;
  remove(...names: string[]): Promise<void>;
}

const CONFIG_FILE = "config.json";

export function runFolder(path: string): RunFolder {
  const root = resolve(path);
  const file = (...names: string[]): string => join(root, ...names);
  return {
    path,
    file,
    read: (...names) =>
      readFile(file(...names)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      }),
    write: async (bytes, ...names) => {
      const target = file(...names);
      await mkdir(join(target, ".."), { recursive: true });
      await writeWhole(target, typeof bytes === "string" ? Buffer.from(bytes) : bytes, openFile);
    },
    rename: (from, to) =>
      rename(file(...from), file(...to)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
      }),
    remove: (...names) => rm(file(...names), { force: true }),
  };
}

/** Makes a new run's folder; a folder that holds a run is a UsageError. */
export async function createRun(path: string, config: RunConfig): Promise<RunFolder> {
  const folder = runFolder(path);
  if ((await readConfig(folder, path)) !== undefined) {
    throw new UsageError(`${path}: holds a run already; go on with --resume or name another folder with --run`);
  }
  await folder.write(`${JSON.stringify(config, null, 2)}\n`, CONFIG_FILE);
  return folder;
}

export interface OpenedRun {
  readonly folder: RunFolder;
  readonly config: RunConfig;
}

/** Opens the folder of a run. A UsageError when there is none, a SpecError when its configuration is damaged. */
export async function openRun(path: string): Promise<OpenedRun> {
  const folder = runFolder(path);
  const text = await readConfig(folder, path);
  if (text === undefined)
    throw new UsageError(`${path}: a run folder required (made by craik train), and it has no ${CONFIG_FILE}`);
  return { folder, config: parseRunConfig(text.toString(), folder.file(CONFIG_FILE)) };
}

async function readConfig(folder: RunFolder, path: string): Promise<Buffer | undefined> {
  return folder.read(CONFIG_FILE).catch((cause: NodeJS.ErrnoException) => {
    throw new UsageError(`${path}: a run folder required, and it cannot be read as one (${cause.code})`, { cause });
  });
}

/** Whether a path is the folder of a run, rather than a scenario. */
export async function isRun(path: string): Promise<boolean> {
  return stat(join(path, CONFIG_FILE)).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

/** A JSON file with its own checksum: `{ sha256, data }`. */
export async function writeChecked(folder: RunFolder, data: unknown, ...names: string[]): Promise<void> {
  await folder.write(encodeChecked(data), ...names);
}

export function encodeChecked(data: unknown): string {
  return `${JSON.stringify({ sha256: checksum(data), data })}\n`;
}

/** What `writeChecked` wrote; undefined where there is no such file; a SpecError where it was altered. */
export async function readChecked(folder: RunFolder, ...names: string[]): Promise<unknown> {
  const text = await folder.read(...names);
  return text && decodeChecked(text, folder.file(...names));
}

export function decodeChecked(text: Buffer, where: string): unknown {
  let stored: { readonly sha256?: unknown; readonly data?: unknown } | null;
  try {
    stored = JSON.parse(text.toString());
  } catch (cause) {
    throw new SpecError(`${where}: must be JSON, and it is not (truncated or altered)`, { cause });
  }
  if (stored?.data === undefined || stored.sha256 !== checksum(stored.data))
    throw new SpecError(`${where}: contents must match their checksum, and they do not (altered)`);
  return stored.data;
}

function checksum(data: unknown): string {
  return createHash("sha256").update(JSON.stringify(data)).digest("hex");
}
