import { describe, expect, it } from "vitest";
import { SpecError } from "../../../sim/core/errors.ts";
import { createRng, type Rng, restoreRng } from "../../../sim/core/rng.ts";

describe("rng", () => {
  // Outputs of Blackman & Vigna's reference code (prng.di.unimi.it/xoshiro128starstar.c) as published with the test ROM
  // of the repository xoshiro-6502, and the first ten from (1, 2, 3, 4) by a separate transcription of it into Python.
  it("follows the reference implementation of xoshiro128**", () => {
    const published = restoreRng({
      key: [1, 2, 3, 4],
      words: [0x964d4a0c, 0xd40ab895, 0xad7fdecb, 0x3006f0f0],
      spare: null,
    });
    expect(Array.from({ length: 4 }, () => published.integer(2 ** 32))).toEqual([
      0xf1391922, 0x6fe53806, 0xa5be2840, 0xf510ee70,
    ]);
    const rng = restoreRng({ key: [1, 2, 3, 4], words: [1, 2, 3, 4], spare: null });
    expect(Array.from({ length: 10 }, () => rng.integer(2 ** 32))).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  // Recorded from this implementation: a change here changes every seeded result ever published.
  it("keeps the streams of its seeds for ever", () => {
    const rng = createRng(7);
    expect([rng.uniform(), rng.uniform(), rng.normal(), rng.normal()]).toEqual(RECORDED_SEED_7);
    expect(createRng(7).split("a").split(3).uniform()).toBe(RECORDED_SPLIT);
  });

  it("continues a saved stream exactly, a pending normal included", () => {
    const rng = createRng(3);
    rng.normal();
    const resumed = restoreRng(JSON.parse(JSON.stringify(rng.save())));
    expect(draw(resumed)).toEqual(draw(rng));
    expect(resumed.split("x").uniform()).toBe(rng.split("x").uniform());
  });

  it("splits by seed path only, and never disturbs the parent", () => {
    const fresh = createRng(11);
    const used = createRng(11);
    used.normal();
    expect(draw(used.split("noise"))).toEqual(draw(fresh.split("noise")));
    const untouched = createRng(11);
    untouched.normal();
    expect(draw(used)).toEqual(draw(untouched));
  });

  it("gives different streams to different seeds, keys and paths", () => {
    const root = createRng(0);
    const streams = [
      ...Array.from({ length: 500 }, (_, seed) => createRng(seed)),
      createRng(2 ** 32),
      createRng(2 ** 53 - 1),
      ...Array.from({ length: 500 }, (_, key) => root.split(key)),
      ...Array.from({ length: 500 }, (_, key) => root.split(String(key))),
      root.split("a").split("b"),
      root.split("ab"),
      root.split("b").split("a"),
      root.split(0.5),
      root.split(-1),
    ];
    expect(new Set(streams.map((rng) => rng.uniform())).size).toBe(streams.length);
  });

  // Bounds are five standard errors: a sound generator passes with probability above 1 − 1e-6, and the seed is fixed.
  it("draws uniforms with the moments and cells of a uniform", () => {
    const rng = createRng(1);
    const n = 200_000;
    const cells = new Float64Array(100);
    let sum = 0;
    let lag = 0;
    let previous = 0.5;
    for (let i = 0; i < n; i++) {
      const u = rng.uniform();
      expect(u >= 0 && u < 1).toBe(true);
      sum += u;
      lag += (u - 0.5) * (previous - 0.5);
      previous = u;
      cells[Math.floor(u * 100)] = (cells[Math.floor(u * 100)] ?? 0) + 1;
    }
    expect(Math.abs(sum / n - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(lag / n)).toBeLessThan(5 / 12 / Math.sqrt(n));
    expect(chiSquare(cells, n / 100)).toBeLessThan(99 + 5 * Math.sqrt(2 * 99));
  });

  it("draws normals with the first four moments of a normal", () => {
    const values = new Float64Array(200_000);
    createRng(2).normalInto(values);
    const moment = (k: number): number => values.reduce((sum, x) => sum + x ** k, 0) / values.length;
    // Variances of x, x², x³ and x⁴ under the standard normal: 1, 2, 15 and 96.
    for (const [k, expected, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ] as const) {
      expect(Math.abs(moment(k) - expected), `moment ${k}`).toBeLessThan(5 * Math.sqrt(variance / values.length));
    }
  });

  it("draws integers without favour", () => {
    const rng = createRng(4);
    const counts = new Float64Array(7);
    for (let i = 0; i < 70_000; i++) {
      const value = rng.integer(7);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    expect(chiSquare(counts, 10_000)).toBeLessThan(6 + 5 * Math.sqrt(2 * 6));
    // Beyond 32 bits: the upper half of the range is reached as often as the lower.
    const bound = 3 * 2 ** 50;
    let upper = 0;
    for (let i = 0; i < 10_000; i++) upper += rng.integer(bound) >= bound / 2 ? 1 : 0;
    expect(Math.abs(upper - 5_000)).toBeLessThan(5 * 50);
  });

  // Children of neighbouring keys, as candidates of a planner are: their first draws must be uncorrelated.
  it("gives neighbouring children independent draws", () => {
    const root = createRng(9);
    const n = 20_000;
    let product = 0;
    for (let i = 0; i < n; i++) product += (root.split(i).uniform() - 0.5) * (root.split(i + 1).uniform() - 0.5);
    expect(Math.abs(product / n)).toBeLessThan(5 / 12 / Math.sqrt(n));
  });

  it("rejects seeds, bounds and states that it cannot honour", () => {
    for (const seed of [-1, 0.5, 2 ** 53, Number.NaN]) expect(() => createRng(seed)).toThrow(SpecError);
    for (const bound of [0, -3, 1.5]) expect(() => createRng(0).integer(bound)).toThrow(SpecError);
    expect(() => restoreRng({ key: [1, 2, 3], words: [1, 2, 3, 4], spare: null })).toThrow(/key must be four/);
    expect(() => restoreRng({ key: [1, 2, 3, 4], words: [0, 0, 0, 0], spare: null })).toThrow(/words must be four/);
  });
});

const RECORDED_SEED_7 = [0.8059512782399328, 0.18763982992743267, -0.2821343290792869, -1.1346439041525516];
const RECORDED_SPLIT = 0.19020639632299108;

function draw(rng: Rng): number[] {
  return [rng.uniform(), rng.normal(), rng.normal(), rng.integer(1000), rng.normal()];
}

function chiSquare(counts: Float64Array, expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
