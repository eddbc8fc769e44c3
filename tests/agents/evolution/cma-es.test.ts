import { describe, expect, it } from "vitest";
import {
  askCmaEs,
  type CmaEs,
  cmaEsParameters,
  createCmaEs,
  restoreCmaEs,
  saveCmaEs,
  tellCmaEs,
} from "../../../agents/index.ts";
import { createRng, type Rng, ShapeError, SpecError, StateError } from "../../../sim/core/index.ts";

type Cost = (x: Float64Array) => number;

const sphere: Cost = (x) => x.reduce((sum, value) => sum + value * value, 0);
/** Axes scaled from 1 to 1,000. */
const ellipsoid: Cost = (x) => x.reduce((sum, value, i) => sum + 1e6 ** (i / (x.length - 1)) * value * value, 0);
const rosenbrock: Cost = (x) => {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i]! ** 2 - x[i + 1]!) ** 2 + (x[i]! - 1) ** 2;
  return sum;
};

/** Advances one generation and returns its best cost. */
function generation(cma: CmaEs, rng: Rng, cost: Cost): number {
  const { dimension: n, population } = cma;
  const candidates = askCmaEs(cma, rng);
  const costs = Array.from({ length: population }, (_, k) => cost(candidates.subarray(k * n, (k + 1) * n)));
  tellCmaEs(cma, candidates, costs);
  return Math.min(...costs);
}

/** Evaluations until the cost is below 1e-9, for each of 7 seeds, in order. */
function evaluationsToTarget(cost: Cost, start: number, n: number, population: number): number[] {
  return Array.from({ length: 7 }, (_, seed) => {
    const cma = createCmaEs({ mean: new Float64Array(n).fill(start), stepSize: 0.5, population });
    const rng = createRng(seed);
    while (generation(cma, rng, cost) > 1e-9 && cma.generation < 4000);
    return cma.generation * population;
  }).sort((a, b) => a - b);
}

describe("CMA-ES", () => {
  // The reference: Hansen's pycma 4.5.0, same start, σ₀ = 0.5, λ and target, 11 seeds: lowest, median, highest evaluations. (His older
  // purecmaes, without negative weights, is published at 2,591, 6,711 and 5,911 evaluations to 1e-10 in 10 dimensions.)
  it.each([
    ["sphere", sphere, 1, 10, 10, [1380, 1490, 1610]],
    ["ellipsoid", ellipsoid, 1, 10, 10, [3790, 4110, 4350]],
    ["Rosenbrock", rosenbrock, 0, 10, 10, [4780, 5300, 6210]],
    ["sphere", sphere, 1, 20, 12, [2676, 2808, 2904]],
    ["ellipsoid", ellipsoid, 1, 20, 12, [12444, 13188, 13680]],
    ["Rosenbrock", rosenbrock, 0, 20, 12, [15372, 16380, 17664]],
  ] as const)(
    "reaches 1e-9 on %s as fast as the reference",
    (_name, cost, start, n, population, [lowest, , highest]) => {
      const median = evaluationsToTarget(cost, start, n, population)[3]!;
      expect(median).toBeGreaterThan(0.97 * lowest);
      expect(median).toBeLessThan(1.03 * highest);
    },
  );

  it("has the tutorial's parameters", () => {
    // Worked out by hand from Table 1 for n = 10, λ = 10: raw weights ln 5.5 − ln i = 1.7047, 1.0116, 0.6061, 0.3185, 0.0953 |
    // −0.0870, −0.2412, −0.3747, −0.4925, −0.5978; μ_eff = 3.7364²/4.4074 = 3.1675.
    const p = cmaEsParameters(10, 10);
    expect(p.parents).toBe(5);
    expect(p.muEff).toBeCloseTo(3.1673, 3);
    expect(p.weights[0]).toBeCloseTo(1.7047 / 3.7364, 3);
    expect(p.cSigma).toBeCloseTo(5.1673 / 18.1673, 4);
    expect(p.c1).toBeCloseTo(2 / (11.3 ** 2 + 3.1673), 6);
    expect(p.cMu).toBeCloseTo((2 * (0.25 + 3.1673 + 1 / 3.1673 - 2)) / (144 + 3.1673), 5);
    expect(p.weights.slice(0, 5).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    // eq. 50: the negative weights sum to −(1 + c1/cμ), the least of the three bounds here.
    expect(p.weights.slice(5).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(-(1 + p.c1 / p.cMu), 12);
  });

  it("is undisturbed by saving and restoring in any generation", () => {
    const rng = createRng(4);
    const whole = createCmaEs({ mean: [1, 1, 1, 1, 1], stepSize: 0.3 });
    let resumed = createCmaEs({ mean: [1, 1, 1, 1, 1], stepSize: 0.3 });
    for (let g = 0; g < 40; g++) {
      generation(whole, rng, rosenbrock);
      generation(resumed, createRng(4), rosenbrock);
      if (g % 3 === 0) resumed = restoreCmaEs(JSON.parse(JSON.stringify(saveCmaEs(resumed))));
    }
    expect(resumed).toEqual(whole);
  });

  it.each([16, 64])("works in 300 dimensions with a population of %i", (population) => {
    const cma = createCmaEs({ mean: new Float64Array(300).fill(1), stepSize: 0.3, population });
    const rng = createRng(5);
    for (let g = 0; g < 40; g++) generation(cma, rng, sphere);
    expect(cma.eigenGeneration).toBeGreaterThan(0);
    // From ‖x‖² = 300: a few hundred evaluations in 300 dimensions go a small part of the way.
    expect(sphere(cma.mean)).toBeLessThan(290);
  });

  it("ranks costs that are not a number last, and refuses a generation with no other", () => {
    const cma = createCmaEs({ mean: [1, 1], stepSize: 0.3, population: 8 });
    const rng = createRng(6);
    for (let g = 0; g < 60; g++) generation(cma, rng, (x) => (x[0]! > 1.2 ? Number.NaN : sphere(x)));
    expect(sphere(cma.mean)).toBeLessThan(1e-6);
    const candidates = askCmaEs(cma, rng);
    expect(() => tellCmaEs(cma, candidates, new Array<number>(8).fill(Number.NaN))).toThrow(StateError);
  });

  it("refuses options, shapes and records that make no sense", () => {
    expect(() => createCmaEs({ mean: [], stepSize: 1 })).toThrow(SpecError);
    expect(() => createCmaEs({ mean: [1], stepSize: 0 })).toThrow(SpecError);
    expect(() => createCmaEs({ mean: [1], stepSize: 1, population: 3 })).toThrow(SpecError);
    const cma = createCmaEs({ mean: [1, 2], stepSize: 1 });
    expect(() => tellCmaEs(cma, new Float64Array(2), [1])).toThrow(ShapeError);
    expect(() => restoreCmaEs({ ...saveCmaEs(cma), covariance: "AAAA" })).toThrow(
      "restoreCmaEs: covariance must hold 4 numbers, got 0.375",
    );
  });
});
