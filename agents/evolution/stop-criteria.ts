/**
 * When one search of CMA-ES has nothing more to find: the criteria of A. Auger & N. Hansen, "A Restart CMA Evolution Strategy With
 * Increasing Population Size", CEC 2005, section 2, and stagnation of N. Hansen, arXiv:1604.00772, appendix B.3, for costs with noise.
 */
import { median } from "../../sim/core/index.ts";
import type { CmaEs } from "./cma-es.ts";
import { addRotated, coordinateDeviation } from "./covariance.ts";

/** In the order in which they are asked. */
export type StopReason =
  | "equalFunVals"
  | "tolFun"
  | "tolX"
  | "conditionCov"
  | "noEffectAxis"
  | "noEffectCoord"
  | "stagnation";

/** Costs of a search so far, generation by generation, the last `HISTORY` of them. */
export interface CostHistory {
  readonly best: number[];
  readonly median: number[];
}

const HISTORY = 20_000;
const TOL_FUN = 1e-12;
/** In units of σ₀. */
const TOL_X = 1e-12;
const CONDITION = 1e14;
/** Part of a history that is held against another. */
const STAGNATION_PART = 0.3;

/** Adds a generation. A cost that is not finite counts as infinitely high. */
export function recordCosts({ best, median: medians }: CostHistory, costs: ArrayLike<number>): void {
  const known = Array.from(costs, (cost) => (Number.isFinite(cost) ? cost : Number.POSITIVE_INFINITY));
  best.push(Math.min(...known));
  medians.push(median(known));
  for (const series of [best, medians]) if (series.length > HISTORY) series.shift();
}

/** Why the search should end after the generation with these costs, if it should. `initialStepSize` is σ₀. */
export function stopReason(
  cma: CmaEs,
  history: CostHistory,
  costs: ArrayLike<number>,
  initialStepSize: number,
): StopReason | undefined {
  const { dimension: n, population } = cma;
  const window = 10 + Math.ceil((30 * n) / population);
  const recent = history.best.slice(-window);
  if (recent.length === window) {
    if (range(recent) === 0) return "equalFunVals";
    if (range([...recent, ...Array.from(costs)]) < TOL_FUN) return "tolFun";
  }
  if (isTiny(cma, TOL_X * initialStepSize)) return "tolX";
  const { deviations } = cma.covariance;
  const elongation = Math.max(...deviations) / Math.min(...deviations);
  if (elongation * elongation > CONDITION) return "conditionCov";
  if (axisHasNoEffect(cma)) return "noEffectAxis";
  if (cma.mean.some((m, j) => m === m + 0.2 * cma.stepSize * coordinateDeviation(cma.covariance, j)))
    return "noEffectCoord";
  return isStagnant(cma, history) ? "stagnation" : undefined;
}

/** Whether both the distribution and the path p_c are below `tolerance` in every coordinate. */
function isTiny({ stepSize, covariance, covariancePath }: CmaEs, tolerance: number): boolean {
  return covariancePath.every(
    (path, j) => stepSize * coordinateDeviation(covariance, j) < tolerance && stepSize * Math.abs(path) < tolerance,
  );
}

/** Whether a tenth of a standard deviation along a principal axis, another one each generation, leaves the mean as it is. */
function axisHasNoEffect({ dimension: n, mean, stepSize, covariance, generation }: CmaEs): boolean {
  const axis = generation % n;
  const along = new Float64Array(n);
  along[axis] = 0.1 * stepSize * covariance.deviations[axis]!;
  const moved = Float64Array.from(mean);
  addRotated(moved, covariance, along);
  return moved.every((value, j) => value === mean[j]);
}

/** Over the last fifth of the generations, but 120 + 30 n/λ at least, neither the best nor the median costs get lower. */
function isStagnant({ dimension: n, population, generation }: CmaEs, history: CostHistory): boolean {
  const window = Math.min(HISTORY, Math.max(Math.ceil(120 + (30 * n) / population), Math.ceil(0.2 * generation)));
  if (history.best.length < window) return false;
  const part = Math.ceil(STAGNATION_PART * window);
  return [history.best, history.median].every((series) => {
    const seen = series.slice(-window);
    return median(seen.slice(-part)) >= median(seen.slice(0, part));
  });
}

function range(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}
