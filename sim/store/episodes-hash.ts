/** What a set of episodes holds, as one checksum. */
import type { DatasetEntry } from "./manifest.ts";
import { sha256 } from "./sha256.ts";

/** SHA-256 over the checksums of the episodes in order: equal for equal contents, wherever they lie. */
export function episodesHash(entries: readonly Pick<DatasetEntry, "sha256">[]): string {
  return sha256(new TextEncoder().encode(entries.map((entry) => entry.sha256).join("\n")));
}
