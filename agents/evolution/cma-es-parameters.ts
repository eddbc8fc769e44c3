/** Strategy parameters of CMA-ES: the defaults of N. Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv:1604.00772, Table 1. */
import { log } from "../../sim/core/index.ts";
import type { CovarianceKind } from "./covariance.ts";

export interface CmaEsParameters {
  /** Recombination weights, best candidate first; the later ones are negative. [λ] */
  readonly weights: Float64Array;
  readonly parents: number;
  readonly muEff: number;
  readonly cSigma: number;
  readonly dSigma: number;
  readonly cC: number;
  readonly c1: number;
  readonly cMu: number;
  /** E‖N(0, I)‖. */
  readonly chiN: number;
  /** Generations between two eigendecompositions of a full covariance. */
  readonly eigenGap: number;
}

/** λ = 4 + ⌊3 ln n⌋, eq. 48. */
export function defaultPopulation(dimension: number): number {
  return 4 + Math.floor(3 * log(dimension));
}

/** The parameters for n dimensions and λ candidates. */
export function cmaEsParameters(n: number, lambda: number, covariance: CovarianceKind = "full"): CmaEsParameters {
  const parents = Math.floor(lambda / 2);
  // eq. 49
  const raw = Float64Array.from({ length: lambda }, (_, i) => log((lambda + 1) / 2) - log(i + 1));
  const positive = sums(raw, (weight) => weight > 0);
  const negative = sums(raw, (weight) => weight < 0);
  const muEff = (positive.sum * positive.sum) / positive.squares;
  const muEffNegative = negative.squares === 0 ? 0 : (negative.sum * negative.sum) / negative.squares;
  // eq. 55 to 58, α_cov = 2
  const cSigma = (muEff + 2) / (n + muEff + 5);
  const dSigma = 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cSigma;
  const cC = (4 + muEff / n) / (n + 4 + (2 * muEff) / n);
  // Fewer numbers are learnt faster: Ros & Hansen 2008, section 3.
  const haste = covariance === "full" ? 1 : (n + 2) / 3;
  const c1 = Math.min(1, (haste * 2) / ((n + 1.3) * (n + 1.3) + muEff));
  const cMu = Math.min(1 - c1, (haste * 2 * (0.25 + muEff + 1 / muEff - 2)) / ((n + 2) * (n + 2) + muEff));
  // eq. 50 to 53
  const alpha = Math.min(1 + c1 / cMu, 1 + (2 * muEffNegative) / (muEff + 2), (1 - c1 - cMu) / (n * cMu));
  const weights = raw.map((weight) => (weight >= 0 ? weight / positive.sum : (alpha * weight) / -negative.sum));
  return {
    weights,
    parents,
    muEff,
    cSigma,
    dSigma,
    cC,
    c1,
    cMu,
    chiN: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
    // The tutorial (B.2) decomposes after 0.1/(n(c1 + cμ)) generations, pycma after 0.5/(…). After 1/(…) ellipsoid and Rosenbrock in
    // 20 dimensions took no more evaluations, and in 300 dimensions a generation half the time.
    eigenGap: Math.max(1, Math.floor(1 / (n * (c1 + cMu)))),
  };
}

function sums(weights: Float64Array, counts: (weight: number) => boolean): { sum: number; squares: number } {
  let sum = 0;
  let squares = 0;
  for (const weight of weights) {
    if (!counts(weight)) continue;
    sum += weight;
    squares += weight * weight;
  }
  return { sum, squares };
}
