/** The error of a file system that refuses. */
import { CraikError } from "../core/errors.ts";

/** A file could not be written or read for a reason that lies in the machine: no space, no permission, a failing disk. */
export class StorageError extends CraikError {
  override readonly name = "StorageError";
}

/** Node's error code, such as `ENOENT`, or undefined for any other value. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Describes a failed file operation in one line: `<path>: <required>, <reason> (ENOSPC)`. */
export function storageError(path: string, required: string, cause: unknown): StorageError {
  const code = systemErrorCode(cause);
  const known = code === undefined ? undefined : REASONS[code];
  const reason = known ?? (cause instanceof Error ? cause.message : String(cause));
  return new StorageError(`${path}: ${required}, ${reason}${known === undefined ? "" : ` (${code})`}`, { cause });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the device",
  EDQUOT: "the disk quota is used up",
  EACCES: "permission is denied",
  EPERM: "the operation is not permitted",
  EROFS: "the file system is read-only",
  ENOENT: "there is no such file or folder",
  ENOTDIR: "a part of the path is not a folder",
  EISDIR: "it is a folder",
  EIO: "the device failed",
};
