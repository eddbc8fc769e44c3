/**
 * CMA-ES with weighted recombination, active covariance update and cumulative step-size adaptation: N. Hansen, "The CMA
 * Evolution Strategy: A Tutorial", arXiv:1604.00772, Figure 6. It minimises: give it costs, such as returns with the sign changed.
 */
import { exp, pow, type Rng, ShapeError, SpecError, StateError } from "../../sim/core/index.ts";
import { type CmaEsParameters, cmaEsParameters, defaultPopulation } from "./cma-es-parameters.ts";
import {
  addRotated,
  type Covariance,
  type CovarianceKind,
  identityCovariance,
  standardised,
  updateCovariance,
} from "./covariance.ts";
import { addScaled, norm, squaredNorm } from "./vector-sums.ts";

export interface CmaEsOptions {
  /** Where the search starts. [n] */
  readonly mean: ArrayLike<number>;
  /** σ₀, about a third of the range in which the optimum is expected. */
  readonly stepSize: number;
  /** λ; 4 + ⌊3 ln n⌋ unless given. */
  readonly population?: number;
  /**
   * `full`, unless given, learns how parameters depend on each other; `diagonal` (sep-CMA-ES) only their scales, in O(n) time and
   * memory a candidate and from a number of generations that grows with n, not n².
   */
  readonly covariance?: CovarianceKind;
}

/** The whole state of a search; `tellCmaEs` changes it in place. */
export interface CmaEs {
  /** n */
  readonly dimension: number;
  /** λ */
  readonly population: number;
  readonly parameters: CmaEsParameters;
  /** Generations told so far. */
  generation: number;
  /** σ */
  stepSize: number;
  /** m: the best estimate of the optimum. [n] */
  readonly mean: Float64Array;
  /** p_σ [n] */
  readonly stepPath: Float64Array;
  /** p_c [n] */
  readonly covariancePath: Float64Array;
  /** C */
  readonly covariance: Covariance;
}

/** Starts a search. Options that make no sense are a SpecError. */
export function createCmaEs(options: CmaEsOptions): CmaEs {
  const mean = Float64Array.from(options.mean);
  const dimension = mean.length;
  const { covariance = "full", population = defaultPopulation(dimension) } = options;
  if (dimension < 1 || !mean.every(Number.isFinite)) {
    throw new SpecError(`createCmaEs: mean must be [n] finite numbers, n ≥ 1, got [${dimension}]`);
  }
  if (!(options.stepSize > 0 && Number.isFinite(options.stepSize))) {
    throw new SpecError(`createCmaEs: stepSize must be positive, got ${options.stepSize}`);
  }
  if (!Number.isSafeInteger(population) || population < 4) {
    throw new SpecError(`createCmaEs: population must be an integer of at least 4, got ${population}`);
  }
  return {
    dimension,
    population,
    parameters: cmaEsParameters(dimension, population, covariance),
    generation: 0,
    stepSize: options.stepSize,
    mean,
    stepPath: new Float64Array(dimension),
    covariancePath: new Float64Array(dimension),
    covariance: identityCovariance(covariance, dimension),
  };
}

/**
 * The candidates of this generation, x = m + σ B D z (eq. 38 to 40). They depend on the state and the rng's seed path
 * only, so that a restored search asks for the same ones. → [λ,n]
 */
export function askCmaEs(cma: CmaEs, rng: Rng): Float64Array {
  const { dimension: n, population, covariance, mean, stepSize } = cma;
  const { deviations } = covariance;
  const draws = rng.split(cma.generation);
  const z = new Float64Array(n);
  const candidates = new Float64Array(population * n);
  for (let k = 0; k < population; k++) {
    draws.normalInto(z);
    const x = candidates.subarray(k * n, (k + 1) * n);
    x.set(mean);
    for (let j = 0; j < n; j++) z[j]! *= stepSize * deviations[j]!;
    addRotated(x, covariance, z);
  }
  return candidates;
}

/**
 * Learns from the candidates [λ,n] of the last ask and their costs [λ]. A cost that is not finite ranks last; a StateError when
 * all of them are, or when the covariance matrix has lost its positive eigenvalues.
 */
export function tellCmaEs(cma: CmaEs, candidates: Float64Array, costs: ArrayLike<number>): void {
  const { dimension: n, population, parameters } = cma;
  if (candidates.length !== population * n || costs.length !== population) {
    throw new ShapeError(
      `tellCmaEs: candidates and costs must be [${population},${n}] and [${population}], got [${candidates.length}] and [${costs.length}]`,
    );
  }
  const steps = rankedSteps(cma, candidates, rank(costs));
  const { weights, parents, cSigma, dSigma, chiN } = parameters;
  const meanStep = new Float64Array(n);
  for (let i = 0; i < parents; i++) addScaled(meanStep, steps, i * n, weights[i]!);
  // eq. 42, c_m = 1
  addScaled(cma.mean, meanStep, 0, cma.stepSize);
  const settled = updatePaths(cma, meanStep);
  cma.generation += 1;
  adaptCovariance(cma, steps, settled);
  // eq. 44
  cma.stepSize *= exp((cSigma / dSigma) * (norm(cma.stepPath) / chiN - 1));
}

/** Indices of the costs, lowest first; a tie goes to the earlier candidate. */
function rank(costs: ArrayLike<number>): number[] {
  const keys = Array.from(costs, (cost) => (Number.isFinite(cost) ? cost : Number.POSITIVE_INFINITY));
  if (!keys.some(Number.isFinite)) {
    throw new StateError(`tellCmaEs: a cost must be finite, got ${keys.length} of ${keys.length} that are not`);
  }
  return keys.map((_, i) => i).sort((a, b) => (keys[a] === keys[b] ? a - b : keys[a]! < keys[b]! ? -1 : 1));
}

/** y = (x − m) / σ, best first. [λ,n] */
function rankedSteps(cma: CmaEs, candidates: Float64Array, order: readonly number[]): Float64Array {
  const { dimension: n, mean, stepSize } = cma;
  const steps = new Float64Array(candidates.length);
  for (let i = 0; i < order.length; i++) {
    for (let j = 0; j < n; j++) steps[i * n + j] = (candidates[order[i]! * n + j]! - mean[j]!) / stepSize;
  }
  return steps;
}

/** Cumulation, eq. 43 and 45; h_σ: whether the step path is short enough for the covariance path to go on. */
function updatePaths(cma: CmaEs, meanStep: Float64Array): boolean {
  const { dimension: n, stepPath, covariancePath, covariance, parameters } = cma;
  const { cSigma, cC, muEff, chiN } = parameters;
  const pull = Math.sqrt(cSigma * (2 - cSigma) * muEff);
  for (let j = 0; j < n; j++) stepPath[j]! *= 1 - cSigma;
  // C^(−1/2) y = B D⁻¹ Bᵀ y
  addRotated(
    stepPath,
    covariance,
    standardised(covariance, meanStep).map((value) => pull * value),
  );
  const warmedUp = Math.sqrt(1 - pow(1 - cSigma, 2 * (cma.generation + 1)));
  const settled = norm(stepPath) / warmedUp < (1.4 + 2 / (n + 1)) * chiN;
  for (let j = 0; j < n; j++) covariancePath[j]! *= 1 - cC;
  if (settled) addScaled(covariancePath, meanStep, 0, Math.sqrt(cC * (2 - cC) * muEff));
  return settled;
}

/** Rank-one and rank-μ update, eq. 46 and 47. */
function adaptCovariance(cma: CmaEs, steps: Float64Array, settled: boolean): void {
  const { dimension: n, covariance, covariancePath, generation, parameters } = cma;
  const { weights, c1, cMu, cC, eigenGap } = parameters;
  const lost = settled ? 0 : c1 * cC * (2 - cC);
  const factors = weights.map((weight, k) =>
    // A long bad step would otherwise take more from C than there is.
    weight >= 0
      ? cMu * weight
      : (cMu * weight * n) / Math.max(squaredNorm(standardised(covariance, steps, k * n)), Number.MIN_VALUE),
  );
  updateCovariance(
    covariance,
    {
      decay: 1 + lost - c1 - cMu * weights.reduce((sum, weight) => sum + weight, 0),
      path: covariancePath,
      pathFactor: c1,
      steps,
      factors,
    },
    { generation, gap: eigenGap },
  );
}
