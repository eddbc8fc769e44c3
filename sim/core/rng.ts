/** Seeded, splittable random numbers: the same on every machine, in Node and in the browser. */

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
  readonly key: readonly number[];
  readonly words: readonly number[];
  /** The second normal of the last pair, when it has not been drawn yet. */
  readonly spare: number | null;
}
