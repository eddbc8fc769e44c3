/** File operations that survive a kill: a file is there whole or not at all, and a resolved write is on the disk. */
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { storageError } from "./storage-error.ts";

/** The part of Node's file handle that the store needs; tests replace it to play a full disk. */
export interface WritableFile {
  /** Writes all bytes at the file's position, or at its end when it was opened to append. */
  writeFile(bytes: Uint8Array): Promise<void>;
  truncate(length: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file; flags as in Node's `fs.open`. */
export type OpenFile = (path: string, flags: "w" | "a" | "r+") => Promise<WritableFile>;

/** The real file system. */
export const openFile: OpenFile = (path, flags) => open(path, flags);

/** Files under this suffix are in the making; readers ignore them. */
export const TEMPORARY_SUFFIX = ".tmp";

/** Writes a whole file under a temporary name, syncs it and renames it into place. Throws a StorageError. */
export async function writeWhole(path: string, bytes: Uint8Array, openWith: OpenFile): Promise<void> {
  const temporary = path + TEMPORARY_SUFFIX;
  try {
    await withFile(temporary, "w", openWith, async (file) => {
      await file.writeFile(bytes);
      await file.sync();
    });
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    // A failed clean-up leaves a temporary file, which nobody reads and the next writer removes.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw storageError(path, `${bytes.length} bytes must be written`, error);
  }
}

/** Shortens a file to `length` bytes and syncs it. Throws a StorageError. */
export async function cutTo(path: string, length: number, openWith: OpenFile): Promise<void> {
  try {
    await withFile(path, "r+", openWith, async (file) => {
      await file.truncate(length);
      await file.sync();
    });
  } catch (error) {
    throw storageError(path, `the file must be cut back to ${length} bytes`, error);
  }
}

/** Opens a file for one piece of work and closes it whatever happens. */
export async function withFile(
  path: string,
  flags: "w" | "a" | "r+",
  openWith: OpenFile,
  work: (file: WritableFile) => Promise<void>,
): Promise<void> {
  const file = await openWith(path, flags);
  try {
    await work(file);
  } finally {
    await file.close();
  }
}

/** Makes a rename durable. Windows cannot open folders, and needs no such call. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
