/** Seed paths: digests of a seed and of the keys split from it, four 32-bit words each. */

// Digits of π, as in Blowfish: no structure to resonate with.
const ROOT = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
const SEED_TAG = 0x53454544;
const NUMBER_TAG = 0x4e554d42;
const TEXT_TAG = 0x54455854;

/** Digest of a seed, an integer from 0 to 2^53 − 1. */
export function seedKey(seed: number): readonly number[] {
  return digest(ROOT, [SEED_TAG, seed >>> 0, Math.floor(seed / 2 ** 32)]);
}

/** Digest of a path continued by one key. Numbers and the texts that spell them differ. */
export function deriveKey(parent: readonly number[], key: string | number): readonly number[] {
  if (typeof key === "number") {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, key === 0 ? 0 : key);
    return digest(parent, [NUMBER_TAG, view.getUint32(0), view.getUint32(4)]);
  }
  return digest(parent, [TEXT_TAG, key.length, ...Array.from({ length: key.length }, (_, i) => key.charCodeAt(i))]);
}

/** Absorbs the words into four lanes; every lane sees every other through the two final rounds. */
function digest(start: readonly number[], words: readonly number[]): readonly number[] {
  let lanes = [...start];
  for (const word of words) lanes = lanes.map((lane, i) => mix(lane ^ Math.imul(word + i, 0x9e3779b1)));
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 4; i++)
      lanes[i] = mix((lanes[i] ?? 0) + Math.imul(lanes[(i + 3) % 4] ?? 0, 0x85ebca6b) + i + 1);
  }
  // The generator's one forbidden state is all zeros.
  return lanes.every((lane) => lane === 0) ? ROOT : lanes;
}

/** MurmurHash3's 32-bit finaliser (Appleby): every input bit flips every output bit with probability near one half. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
