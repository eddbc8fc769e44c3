/** What a folder holds, as hashes. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** SHA-256 of every file below a folder, by its path there. */
export async function fingerprint(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hashes = await Promise.all(
    files.map(async (file) => {
      const hash = createHash("sha256").update(await readFile(file));
      return [file.slice(folder.length + 1), hash.digest("hex")] as const;
    }),
  );
  return Object.fromEntries(hashes);
}
