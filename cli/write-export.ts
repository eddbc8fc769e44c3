/** Writes exported files where `--out` says: whole, or not at all. */
import { existsSync, statSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, extname, join } from "node:path";

export interface ExportFile {
  /** Name below the folder of the export. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * A path with an extension names the file of an export of one file; anything else is a folder, made where needed. Returns the
 * paths written. A StorageError when the file system refuses.
 */
export async function writeExport(files: readonly ExportFile[], out: string): Promise<readonly string[]> {
  const { openFile, StorageError, writeWhole } = await import("../sim/index.ts");
  const isFolder = files.length > 1 || (existsSync(out) ? statSync(out).isDirectory() : extname(out) === "");
  const written: string[] = [];
  for (const { name, bytes } of files) {
    const path = isFolder ? join(out, name) : out;
    await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new StorageError(`${dirname(path)}: the folder of the export must be creatable, got: ${reason}`, { cause });
    });
    await writeWhole(path, bytes, openFile);
    written.push(path);
  }
  return written;
}
