/** The test functions of the field, and a generation of a search on them. */
import { askCmaEs, askIpop, type CmaEs, type Ipop, tellCmaEs, tellIpop } from "../../../../agents/index.ts";
import type { Rng } from "../../../../sim/core/index.ts";

export type Cost = (x: Float64Array) => number;

export const sphere: Cost = (x) => x.reduce((sum, value) => sum + value * value, 0);
/** Axes scaled from 1 to 1,000. */
export const ellipsoid: Cost = (x) => x.reduce((sum, value, i) => sum + 1e6 ** (i / (x.length - 1)) * value * value, 0);
export const rosenbrock: Cost = (x) => {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i]! ** 2 - x[i + 1]!) ** 2 + (x[i]! - 1) ** 2;
  return sum;
};
/** Some 10ⁿ local optima on a grid, the lowest at 0. */
export const rastrigin: Cost = (x) =>
  x.reduce((sum, value) => sum + 10 + value * value - 10 * Math.cos(2 * Math.PI * value), 0);

/** Advances one generation and returns its costs. */
export function generation(cma: CmaEs, rng: Rng, cost: Cost): readonly number[] {
  const candidates = askCmaEs(cma, rng);
  const costs = costsOf(candidates, cma.dimension, cost);
  tellCmaEs(cma, candidates, costs);
  return costs;
}

/** The same of a search with restarts. */
export function ipopGeneration(ipop: Ipop, rng: Rng, cost: Cost): readonly number[] {
  const candidates = askIpop(ipop, rng);
  const costs = costsOf(candidates, ipop.cma.dimension, cost);
  tellIpop(ipop, candidates, costs);
  return costs;
}

function costsOf(candidates: Float64Array, n: number, cost: Cost): readonly number[] {
  return Array.from({ length: candidates.length / n }, (_, k) => cost(candidates.subarray(k * n, (k + 1) * n)));
}
