/** Seeded, splittable random numbers: the same on every machine, in Node and in the browser. */
import { log } from "./deterministic-math.ts";
import { SpecError } from "./errors.ts";
import { deriveKey, seedKey } from "./rng-key.ts";

/** A random generator. Drawing from a child made by `split` never disturbs its parent. */
export interface Rng {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Fills a buffer with standard normals. */
  normalInto(out: Float32Array | Float64Array): void;
  /** An independent generator that depends on this one's seed path and the key only, not on what has been drawn. */
  split(key: string | number): Rng;
  /** Everything needed to continue the stream, as plain JSON. */
  save(): RngState;
}

/** A generator's seed path and position. */
export interface RngState {
  /** Digest of the seed and of every key on the way to this generator: four 32-bit words. */
  readonly key: readonly number[];
  /** Position in the stream: four 32-bit words. */
  readonly words: readonly number[];
  /** The second normal of the last pair, when it has not been drawn yet. */
  readonly spare: number | null;
}

/**
 * Starts a generator: xoshiro128** 1.1 (Blackman & Vigna 2018), with 53-bit uniforms and polar normals (Marsaglia & Bray 1964).
 * The seed is an integer from 0 to 2^53 − 1; anything else is a SpecError.
 */
export function createRng(seed: number): Rng {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new SpecError(`createRng: seed must be an integer from 0 to ${Number.MAX_SAFE_INTEGER}, got ${seed}`);
  }
  const key = seedKey(seed);
  return generator(key, key, null);
}

/** Continues a saved stream. A malformed state is a SpecError. */
export function restoreRng(state: RngState): Rng {
  for (const field of ["key", "words"] as const) {
    const words = state[field];
    if (words.length !== 4 || words.some((word) => word !== word >>> 0) || words.every((word) => word === 0)) {
      throw new SpecError(`restoreRng: ${field} must be four 32-bit words that are not all zero, got [${words}]`);
    }
  }
  if (state.spare !== null && !Number.isFinite(state.spare)) {
    throw new SpecError(`restoreRng: spare must be null or a finite number, got ${state.spare}`);
  }
  return generator(state.key, state.words, state.spare);
}

function generator(key: readonly number[], words: readonly number[], savedSpare: number | null): Rng {
  let [a, b, c, d] = words as readonly [number, number, number, number];
  let spare = savedSpare;

  function word(): number {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  }

  /** Uniform integer in [0, 2^53). */
  const word53 = (): number => (word() >>> 5) * 2 ** 26 + (word() >>> 6);
  const uniform = (): number => word53() * 2 ** -53;

  function integer(bound: number): number {
    if (!Number.isSafeInteger(bound) || bound < 1) {
      throw new SpecError(`rng.integer: bound must be an integer from 1 to ${Number.MAX_SAFE_INTEGER}, got ${bound}`);
    }
    // Values beyond the last whole multiple of the bound are drawn again, so that none is favoured.
    const small = bound <= 2 ** 32;
    const range = small ? 2 ** 32 : 2 ** 53;
    const limit = range - (range % bound);
    let value = small ? word() : word53();
    while (value >= limit) value = small ? word() : word53();
    return value % bound;
  }

  function normal(): number {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * log(square)) / square);
      spare = y * scale;
      return x * scale;
    }
  }

  return {
    uniform,
    integer,
    normal,
    normalInto(out) {
      for (let i = 0; i < out.length; i++) out[i] = normal();
    },
    split(childKey) {
      const child = deriveKey(key, childKey);
      return generator(child, child, null);
    },
    save: () => ({ key: [...key], words: [a >>> 0, b >>> 0, c >>> 0, d >>> 0], spare }),
  };
}
