import { describe, expect, it } from "vitest";
import { bestMean, createIpop, type Ipop, restoreIpop, saveIpop } from "../../../agents/index.ts";
import { createRng, SpecError } from "../../../sim/core/index.ts";
import { type Cost, ipopGeneration, rastrigin, sphere } from "./support/functions.ts";

/** As Auger & Hansen have it: means uniform in the domain, σ₀ half of its width, population 4 + ⌊3 ln n⌋ at first. */
function onRastrigin(n: number, seed: number): Ipop {
  const draws = createRng(seed).split("first mean");
  const mean = Float64Array.from({ length: n }, () => 10 * draws.uniform() - 5);
  return createIpop({ mean, stepSize: 5, restarts: 9, domain: [-5, 5] });
}

/** Evaluations until the cost is below 1e-8, for each of 7 seeds, in order. */
function evaluationsToTarget(n: number): number[] {
  return Array.from({ length: 7 }, (_, seed) => {
    const ipop = onRastrigin(n, seed);
    const rng = createRng(seed);
    while (Math.min(...ipopGeneration(ipop, rng, rastrigin)) > 1e-8 && ipop.evaluations < 1e6);
    return ipop.evaluations;
  }).sort((a, b) => a - b);
}

describe("IPOP-CMA-ES", () => {
  // The reference: starts of pycma 4.5.0 from the same domain with σ₀ = 5 and doubled populations, 11 seeds: lowest, median, highest
  // evaluations until 1e-8.
  it.each([
    [5, [6952, 13288, 23592]],
    [10, [15420, 59890, 99120]],
  ] as const)("finds the optimum of Rastrigin in %i dimensions as fast as the reference", (n, [lowest, , highest]) => {
    const median = evaluationsToTarget(n)[3]!;
    expect(median).toBeGreaterThan(lowest);
    expect(median).toBeLessThan(highest);
  });

  it("doubles the population at each start, and keeps the best start's mean", () => {
    const ipop = onRastrigin(5, 2);
    const rng = createRng(2);
    const populations = new Set<number>();
    while (ipop.restart < 3) {
      ipopGeneration(ipop, rng, rastrigin);
      populations.add(ipop.cma.population);
    }
    // 4 + ⌊3 ln 5⌋ = 8
    expect([...populations]).toEqual([8, 16, 32, 64]);
    // A start of one generation has found nothing: an earlier one's optimum stands.
    expect(rastrigin(ipop.cma.mean)).toBeGreaterThan(rastrigin(bestMean(ipop)));
    expect(rastrigin(bestMean(ipop))).toBeCloseTo(ipop.best!.cost, 9);
  });

  it("without restarts is one search that is never stopped", () => {
    const ipop = createIpop({ mean: [1, 1], stepSize: 1, restarts: 0 });
    const rng = createRng(3);
    for (let g = 0; g < 60; g++) ipopGeneration(ipop, rng, () => 7);
    expect(ipop).toMatchObject({ restart: 0, generation: 60, stopped: undefined });
    expect(bestMean(ipop)).toBe(ipop.cma.mean);
  });

  it.each([1, 7, 40])("is undisturbed by saving and restoring every %i generations, over restarts", (every) => {
    const cost: Cost = rastrigin;
    const [whole, rng] = [onRastrigin(3, 5), createRng(5)];
    let resumed = onRastrigin(3, 5);
    for (let g = 0; g < 400; g++) {
      ipopGeneration(whole, rng, cost);
      ipopGeneration(resumed, createRng(5), cost);
      if (g % every === 0) resumed = restoreIpop(JSON.parse(JSON.stringify(saveIpop(resumed))));
    }
    expect(whole.restart).toBeGreaterThan(1);
    expect(resumed).toEqual(whole);
  });

  it("keeps a start whose costs were infinite apart from those that are known", () => {
    const ipop = createIpop({ mean: [1, 1], stepSize: 1, restarts: 1 });
    const rng = createRng(4);
    let told = 0;
    while (ipop.restart === 0) ipopGeneration(ipop, rng, () => (told++ % ipop.cma.population === 0 ? 0 : Infinity));
    expect(ipop.best?.cost).toBe(Number.POSITIVE_INFINITY);
    expect(restoreIpop(JSON.parse(JSON.stringify(saveIpop(ipop))))).toEqual(ipop);
    ipopGeneration(ipop, rng, sphere);
    expect(bestMean(ipop)).toBe(ipop.cma.mean);
  });

  it("refuses options and records that make no sense", () => {
    expect(() => createIpop({ mean: [1], stepSize: 1, restarts: -1 })).toThrow(SpecError);
    expect(() => createIpop({ mean: [1], stepSize: 1, restarts: 1, domain: [2, 1] })).toThrow(
      "createIpop: domain must be a finite low and a higher high, got [2, 1]",
    );
    const record = saveIpop(createIpop({ mean: [1, 2], stepSize: 1, population: 6, restarts: 2 }));
    expect(() => restoreIpop({ ...record, restart: 1 })).toThrow(
      "restoreIpop: start 2 must have a population of 12, got 6",
    );
    expect(() => restoreIpop({ ...record, generation: 0.5 })).toThrow("restoreIpop: generation must be an integer");
  });
});
