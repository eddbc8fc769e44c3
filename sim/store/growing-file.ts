/** A file that grows by whole pieces: after a failed append it is as long as before, as soon as the file system lets it be. */
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { cutTo, type OpenFile, syncFolder, withFile } from "./durable-files.ts";
import { storageError } from "./storage-error.ts";

export interface GrowingFile {
  readonly path: string;
  /** Bytes that are whole and on the disk. */
  readonly length: number;
  /** Resolves when the piece is on the disk. Throws a StorageError, after which the file holds what it held before. */
  append(piece: Uint8Array): Promise<void>;
  /** Takes the last pieces back. What the file system refuses now is done before the next append. */
  shrinkTo(length: number): Promise<void>;
}

/** A file of which the first `length` bytes are whole; with 0 it need not exist yet, and what it holds is overwritten. */
export function growingFile(path: string, length: number, openWith: OpenFile): GrowingFile {
  let whole = length;
  /** Whether bytes may lie behind the whole ones. */
  let torn = false;

  async function mend(): Promise<void> {
    if (whole === 0) await rm(path, { force: true });
    else await cutTo(path, whole, openWith);
    torn = false;
  }

  return {
    path,
    get length() {
      return whole;
    },
    async append(piece) {
      if (torn) await mend();
      torn = true;
      try {
        await withFile(path, whole === 0 ? "w" : "a", openWith, async (file) => {
          await file.writeFile(piece);
          await file.sync();
        });
        if (whole === 0) await syncFolder(dirname(path));
      } catch (error) {
        await mend().catch(() => undefined);
        throw storageError(path, `${piece.length} bytes must be written`, error);
      }
      whole += piece.length;
      torn = false;
    },
    async shrinkTo(shorter) {
      whole = shorter;
      torn = true;
      await mend().catch(() => undefined);
    },
  };
}
