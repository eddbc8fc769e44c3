import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createStateHash } from "../../../cli/rollout/state-hash.ts";

const FIRST = { observations: { state: new Float32Array([1, 2, 3, 4]) }, rewards: new Float32Array([0.5]) };
const SECOND = { observations: { state: new Float32Array([5, 6, 7, 8]) }, rewards: new Float32Array([0.25]) };

function hashOf(...episodes: readonly (typeof FIRST)[]): string {
  const hash = createStateHash();
  for (const episode of episodes) hash.add(episode);
  return hash.digest();
}

describe("the state hash", () => {
  it("is SHA-256 over the observations' and then the rewards' bytes", () => {
    const bytes = Buffer.alloc(20);
    for (const [at, value] of [1, 2, 3, 4, 0.5].entries()) bytes.writeFloatLE(value, at * 4);
    expect(hashOf(FIRST)).toBe(createHash("sha256").update(bytes).digest("hex"));
  });

  it("changes with one bit of one observation", () => {
    const other = { ...FIRST, observations: { state: new Float32Array([1, 2, 3, 4 + 2 ** -21]) } };
    expect(hashOf(other)).not.toBe(hashOf(FIRST));
  });

  it("changes with the order of the episodes", () => {
    expect(hashOf(FIRST, SECOND)).not.toBe(hashOf(SECOND, FIRST));
  });

  it("does not depend on the order in which modalities are named", () => {
    const pixels = new Uint8Array([9, 8]);
    const { observations, rewards } = FIRST;
    expect(hashOf({ observations: { ...observations, pixels } as typeof observations, rewards })).toBe(
      hashOf({ observations: { pixels, ...observations } as typeof observations, rewards }),
    );
  });

  it("hashes a view of a larger buffer as its own values", () => {
    const view = new Float32Array([0, 1, 2, 3, 4, 0]).subarray(1, 5);
    expect(hashOf({ observations: { state: view }, rewards: FIRST.rewards })).toBe(hashOf(FIRST));
  });
});
