/**
 * CMA-ES with weighted recombination, active covariance update and cumulative step-size adaptation: N. Hansen, "The CMA
 * Evolution Strategy: A Tutorial", arXiv:1604.00772, Figure 6. It minimises: give it costs, such as returns with the sign changed.
 */
import { exp, pow, type Rng, ShapeError, SpecError, StateError } from "../../sim/core/index.ts";
import { type CmaEsParameters, cmaEsParameters, defaultPopulation } from "./cma-es-parameters.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

export interface CmaEsOptions {
  /** Where the search starts. [n] */
  readonly mean: ArrayLike<number>;
  /** σ₀, about a third of the range in which the optimum is expected. */
  readonly stepSize: number;
  /** λ; 4 + ⌊3 ln n⌋ unless given. */
  readonly population?: number;
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
  /** C; its lower triangle is kept. [n,n] */
  readonly covariance: Float64Array;
  /** Rows are the eigenvectors of C at the last decomposition. [n,n] */
  eigenvectors: Float64Array;
  /** Square roots of its eigenvalues then. [n] */
  deviations: Float64Array;
  /** Generation of the last decomposition. */
  eigenGeneration: number;
}

/** Starts a search. Options that make no sense are a SpecError. */
export function createCmaEs(options: CmaEsOptions): CmaEs {
  const mean = Float64Array.from(options.mean);
  const dimension = mean.length;
  const population = options.population ?? defaultPopulation(dimension);
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
    parameters: cmaEsParameters(dimension, population),
    generation: 0,
    stepSize: options.stepSize,
    mean,
    stepPath: new Float64Array(dimension),
    covariancePath: new Float64Array(dimension),
    covariance: identity(dimension),
    eigenvectors: identity(dimension),
    deviations: new Float64Array(dimension).fill(1),
    eigenGeneration: 0,
  };
}

/**
 * The candidates of this generation, x = m + σ B D z (eq. 38 to 40). They depend on the state and the rng's seed path
 * only, so that a restored search asks for the same ones. → [λ,n]
 */
export function askCmaEs(cma: CmaEs, rng: Rng): Float64Array {
  const { dimension: n, population, eigenvectors, deviations, mean, stepSize } = cma;
  const draws = rng.split(cma.generation);
  const z = new Float64Array(n);
  const candidates = new Float64Array(population * n);
  for (let k = 0; k < population; k++) {
    draws.normalInto(z);
    const x = candidates.subarray(k * n, (k + 1) * n);
    x.set(mean);
    for (let j = 0; j < n; j++) z[j]! *= stepSize * deviations[j]!;
    addCombination(x, eigenvectors, z);
  }
  return candidates;
}

/**
 * Learns from the candidates [λ,n] of the last ask and their costs [λ]. A cost that is not a number ranks last; a StateError when
 * all of them are, or when the covariance matrix has lost its positive eigenvalues.
 */
export function tellCmaEs(cma: CmaEs, candidates: Float64Array, costs: ArrayLike<number>): void {
  const { dimension: n, population } = cma;
  if (candidates.length !== population * n || costs.length !== population) {
    throw new ShapeError(
      `tellCmaEs: candidates and costs must be [${population},${n}] and [${population}], got [${candidates.length}] and [${costs.length}]`,
    );
  }
  const steps = rankedSteps(cma, candidates, rank(costs));
  const { weights, parents } = cma.parameters;
  const meanStep = new Float64Array(n);
  for (let i = 0; i < parents; i++) addScaled(meanStep, steps, i * n, weights[i]!);
  // eq. 42, c_m = 1
  addScaled(cma.mean, meanStep, 0, cma.stepSize);
  const settled = updatePaths(cma, meanStep);
  updateCovariance(cma, steps, settled);
  const { cSigma, dSigma, chiN } = cma.parameters;
  // eq. 44
  cma.stepSize *= exp((cSigma / dSigma) * (norm(cma.stepPath) / chiN - 1));
  cma.generation += 1;
  if (cma.generation - cma.eigenGeneration >= cma.parameters.eigenGap) decompose(cma);
}

/** Indices of the costs, lowest first; a tie goes to the earlier candidate. */
function rank(costs: ArrayLike<number>): number[] {
  const keys = Array.from(costs, (cost) => (Number.isNaN(cost) ? Number.POSITIVE_INFINITY : cost));
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
  const { dimension: n, stepPath, covariancePath, eigenvectors, deviations, parameters } = cma;
  const { cSigma, cC, muEff, chiN } = parameters;
  const pull = Math.sqrt(cSigma * (2 - cSigma) * muEff);
  for (let j = 0; j < n; j++) stepPath[j]! *= 1 - cSigma;
  // C^(−1/2) y = Σ_j b_j (b_j·y) / d_j
  for (let j = 0; j < n; j++) {
    addScaled(stepPath, eigenvectors, j * n, (pull * dot(eigenvectors, j * n, meanStep, 0, n)) / deviations[j]!);
  }
  const warmedUp = Math.sqrt(1 - pow(1 - cSigma, 2 * (cma.generation + 1)));
  const settled = norm(stepPath) / warmedUp < (1.4 + 2 / (n + 1)) * chiN;
  for (let j = 0; j < n; j++) covariancePath[j]! *= 1 - cC;
  if (settled) addScaled(covariancePath, meanStep, 0, Math.sqrt(cC * (2 - cC) * muEff));
  return settled;
}

/** Rank-one and rank-μ update of the lower triangle, eq. 46 and 47. */
function updateCovariance(cma: CmaEs, steps: Float64Array, settled: boolean): void {
  const { dimension: n, covariance, parameters } = cma;
  const { weights, c1, cMu, cC } = parameters;
  const lost = settled ? 0 : c1 * cC * (2 - cC);
  const decay = 1 + lost - c1 - cMu * weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < covariance.length; i++) covariance[i]! *= decay;
  const factors = weights.map((weight, k) =>
    // A long bad step would otherwise take more from C than there is.
    weight >= 0 ? cMu * weight : (cMu * weight * n) / whitenedSquare(cma, steps, k * n),
  );
  for (let i = 0; i < n; i++) addOuterRow(cma, i, steps, factors);
}

/** ‖C^(−1/2) y‖² */
function whitenedSquare(cma: CmaEs, steps: Float64Array, start: number): number {
  const { dimension: n, eigenvectors, deviations } = cma;
  let sum = 0;
  for (let j = 0; j < n; j++) {
    const white = dot(eigenvectors, j * n, steps, start, n) / deviations[j]!;
    sum += white * white;
  }
  return Math.max(sum, Number.MIN_VALUE);
}

function decompose(cma: CmaEs): void {
  const { dimension: n, covariance } = cma;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) covariance[j * n + i] = covariance[i * n + j]!;
  const { values, vectors } = symmetricEigen(covariance, n);
  const smallest = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  if (!(smallest > 0)) {
    throw new StateError(`tellCmaEs: the covariance must be positive definite, got an eigenvalue of ${smallest}`);
  }
  cma.eigenvectors = vectors;
  cma.deviations = values.map(Math.sqrt);
  cma.eigenGeneration = cma.generation;
}

/** Row i of C += c1 · p_c p_cᵀ + Σ_k factors[k] · y_k y_kᵀ, up to the diagonal. */
function addOuterRow(cma: CmaEs, i: number, steps: Float64Array, factors: Float64Array): void {
  const { dimension: n, covariancePath, parameters } = cma;
  const row = cma.covariance.subarray(i * n, i * n + i + 1);
  addScaled(row, covariancePath, 0, parameters.c1 * covariancePath[i]!);
  addCombination(
    row,
    steps,
    factors.map((factor, k) => factor * steps[k * n + i]!),
  );
}

/** out += Σ_k factors[k] · row k of `rows`, as far as out goes; four rows in one pass, for a quarter of the loads and stores of out. */
function addCombination(out: Float64Array, rows: Float64Array, factors: Float64Array): void {
  const n = rows.length / factors.length;
  let k = 0;
  for (; k + 3 < factors.length; k += 4) {
    const a = factors[k]!;
    const b = factors[k + 1]!;
    const c = factors[k + 2]!;
    const d = factors[k + 3]!;
    const start = k * n;
    for (let j = 0; j < out.length; j++) {
      const at = start + j;
      out[j]! += a * rows[at]! + b * rows[at + n]! + (c * rows[at + 2 * n]! + d * rows[at + 3 * n]!);
    }
  }
  for (; k < factors.length; k++) addScaled(out, rows, k * n, factors[k]!);
}

/** out [n] += factor · values [start … start+n) */
function addScaled(out: Float64Array, values: Float64Array, start: number, factor: number): void {
  for (let i = 0; i < out.length; i++) out[i]! += factor * values[start + i]!;
}

function dot(a: Float64Array, aStart: number, b: Float64Array, bStart: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[aStart + i]! * b[bStart + i]!;
  return sum;
}

function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, 0, vector, 0, vector.length));
}

function identity(n: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = 1;
  return matrix;
}
