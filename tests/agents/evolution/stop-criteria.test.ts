/** Each criterion alone, from a search whose state is set to what it looks for. */
import { describe, expect, it } from "vitest";
import { type CostHistory, recordCosts, stopReason } from "../../../agents/evolution/stop-criteria.ts";
import { type CmaEs, createCmaEs } from "../../../agents/index.ts";

const POPULATION = 6;
/** 10 + ⌈30 n/λ⌉, n = 2 */
const RECENT = 20;
/** 120 + 30 n/λ */
const WINDOW = 130;

function search(generation: number): CmaEs {
  const cma = createCmaEs({ mean: [1, 1], stepSize: 0.5, population: POPULATION });
  cma.generation = generation;
  return cma;
}

/** Costs that fall from generation to generation, and differ within one. */
const falling = (g: number): readonly number[] => Array.from({ length: POPULATION }, (_, k) => 1000 - g + k / 10);

function told(generations: number, costsAt: (g: number) => readonly number[]): CostHistory {
  const history = { best: [], median: [] };
  for (let g = 0; g < generations; g++) recordCosts(history, costsAt(g));
  return history;
}

function reason(cma: CmaEs, generations: number, costsAt = falling): ReturnType<typeof stopReason> {
  return stopReason(cma, told(generations, costsAt), costsAt(generations - 1), 0.5);
}

describe("a search of CMA-ES", () => {
  it("goes on while costs fall", () => {
    expect(reason(search(WINDOW), WINDOW)).toBeUndefined();
  });

  it("ends when the best costs of the last generations are equal, and not one generation before", () => {
    const flat = (): readonly number[] => [7, 8, 9, 10, 11, 12];
    expect(reason(search(RECENT - 1), RECENT - 1, flat)).toBeUndefined();
    expect(reason(search(RECENT), RECENT, flat)).toBe("equalFunVals");
  });

  it("ends when they and this generation's costs are within 1e-12", () => {
    const close = (g: number): readonly number[] => Array.from({ length: POPULATION }, (_, k) => 1e-14 * (g + k));
    expect(reason(search(RECENT), RECENT, close)).toBe("tolFun");
  });

  it("ends when distribution and path are below 1e-12 σ₀ in every coordinate", () => {
    const cma = search(5);
    cma.mean.fill(0);
    cma.stepSize = 4e-13;
    expect(reason(cma, 5)).toBe("tolX");
    cma.covariancePath[1] = 2;
    expect(reason(cma, 5)).toBeUndefined();
  });

  it("ends when the covariance's condition exceeds 1e14", () => {
    const cma = search(5);
    cma.covariance.deviations[1] = 1.1e7;
    expect(reason(cma, 5)).toBe("conditionCov");
  });

  it("ends when a tenth of a deviation along this generation's axis is lost in the mean", () => {
    const cma = search(4);
    cma.mean[0] = 1e16;
    expect(reason(cma, 4)).toBe("noEffectAxis");
  });

  it("ends when a fifth of a deviation is lost in any coordinate", () => {
    const cma = search(4);
    cma.mean[1] = 1e16;
    expect(reason(cma, 4)).toBe("noEffectCoord");
  });

  it("ends when neither best nor median costs fall over a long while", () => {
    const noisy = (g: number): readonly number[] => Array.from({ length: POPULATION }, (_, k) => ((g * 37) % 11) + k);
    expect(reason(search(WINDOW - 1), WINDOW - 1, noisy)).toBeUndefined();
    expect(reason(search(WINDOW), WINDOW, noisy)).toBe("stagnation");
    const bestFalls = (g: number): readonly number[] => [-g, ...noisy(g).slice(1)];
    expect(reason(search(WINDOW), WINDOW, bestFalls)).toBeUndefined();
  });

  it("takes a cost that is not finite for an infinite one", () => {
    expect(told(1, () => [Number.NaN, 3, 1, Number.NEGATIVE_INFINITY, 2])).toEqual({ best: [1], median: [3] });
  });
});
