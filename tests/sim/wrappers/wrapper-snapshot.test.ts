/** Bytes of wrapped environments. */
import { describe, expect, it } from "vitest";
import { unwrapSnapshot, wrapSnapshot } from "../../../sim/wrappers/wrapper-snapshot.ts";

describe("unwrapSnapshot", () => {
  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ["an array", (bytes) => bytes],
    ["a Buffer", (bytes) => Buffer.from(bytes)],
  ])("copies what %s holds", (_, held) => {
    const bytes = held(wrapSnapshot("wrapper 1", Uint8Array.of(1, 2), { bytes: Uint8Array.of(3, 4, 5) }).bytes);
    const { own, inner } = unwrapSnapshot("wrapper 1", 2, { bytes });
    bytes.fill(0);
    expect(Array.from(own)).toEqual([1, 2]);
    expect(Array.from(inner.bytes)).toEqual([3, 4, 5]);
  });
});
