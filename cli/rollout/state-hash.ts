/** A fingerprint of what happened: equal hashes mean the same observations and rewards, bit for bit. */
import { createHash } from "node:crypto";
import type { Episode } from "../../sim/core/episode.ts";

export interface StateHash {
  /** Takes the next episode; their order counts. */
  add(episode: Pick<Episode, "observations" | "rewards">): void;
  /** SHA-256 in hexadecimal. Ends the hash. */
  digest(): string;
}

/** SHA-256 over each episode's observations, modalities in alphabetical order, and then its rewards; little-endian. */
export function createStateHash(): StateHash {
  const hash = createHash("sha256");
  const update = (values: Float32Array | Uint8Array): void => {
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  };
  return {
    add({ observations, rewards }): void {
      for (const [, values] of Object.entries(observations).sort(([a], [b]) => (a < b ? -1 : 1))) update(values);
      update(rewards);
    },
    digest: () => hash.digest("hex"),
  };
}
