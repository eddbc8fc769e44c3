/** A CMA-ES search as plain JSON, exact to the last bit, for checkpoints. */
import { SpecError } from "../../sim/core/index.ts";
import { type CmaEs, createCmaEs } from "./cma-es.ts";
import type { Covariance } from "./covariance.ts";
import { decodeNumbers, encodeNumbers } from "./exact-numbers.ts";

/** Arrays are text of `encodeNumbers`. */
export interface CmaEsRecord {
  readonly version: 2;
  readonly dimension: number;
  readonly population: number;
  readonly generation: number;
  readonly stepSize: number;
  readonly mean: string;
  readonly stepPath: string;
  readonly covariancePath: string;
  readonly covariance: CovarianceRecord;
}

export type CovarianceRecord =
  | { readonly kind: "diagonal"; readonly variances: string }
  | {
      readonly kind: "full";
      readonly matrix: string;
      readonly eigenvectors: string;
      readonly deviations: string;
      readonly eigenGeneration: number;
    };

export function saveCmaEs(cma: CmaEs): CmaEsRecord {
  return {
    version: 2,
    dimension: cma.dimension,
    population: cma.population,
    generation: cma.generation,
    stepSize: cma.stepSize,
    mean: encodeNumbers(cma.mean),
    stepPath: encodeNumbers(cma.stepPath),
    covariancePath: encodeNumbers(cma.covariancePath),
    covariance: saveCovariance(cma.covariance),
  };
}

/** Continues a saved search exactly. A record that does not fit together is a SpecError. */
export function restoreCmaEs(record: CmaEsRecord): CmaEs {
  if (record.version !== 2) throw new SpecError(`restoreCmaEs: version must be 2, got ${record.version}`);
  const { dimension: n, population, stepSize, generation } = record;
  const mean = decode(record.mean, n, "mean");
  const cma = createCmaEs({ mean, stepSize, population, covariance: record.covariance.kind });
  cma.stepPath.set(decode(record.stepPath, n, "stepPath"));
  cma.covariancePath.set(decode(record.covariancePath, n, "covariancePath"));
  cma.generation = integer(generation, "generation");
  restoreCovariance(cma.covariance, record.covariance, n);
  return cma;
}

function saveCovariance(covariance: Covariance): CovarianceRecord {
  if (covariance.kind === "diagonal") return { kind: "diagonal", variances: encodeNumbers(covariance.variances) };
  return {
    kind: "full",
    matrix: encodeNumbers(covariance.matrix),
    eigenvectors: encodeNumbers(covariance.eigenvectors),
    deviations: encodeNumbers(covariance.deviations),
    eigenGeneration: covariance.eigenGeneration,
  };
}

function restoreCovariance(covariance: Covariance, record: CovarianceRecord, n: number): void {
  if (covariance.kind === "diagonal" && record.kind === "diagonal") {
    covariance.variances.set(decode(record.variances, n, "variances"));
    covariance.deviations.set(covariance.variances.map(Math.sqrt));
  } else if (covariance.kind === "full" && record.kind === "full") {
    covariance.matrix.set(decode(record.matrix, n * n, "matrix"));
    covariance.eigenvectors = decode(record.eigenvectors, n * n, "eigenvectors");
    covariance.deviations = decode(record.deviations, n, "deviations");
    covariance.eigenGeneration = integer(record.eigenGeneration, "eigenGeneration");
  }
}

function decode(text: string, length: number, field: string): Float64Array {
  return decodeNumbers(text, length, `restoreCmaEs: ${field}`);
}

function integer(value: number, field: string): number {
  if (!Number.isSafeInteger(value)) throw new SpecError(`restoreCmaEs: ${field} must be an integer, got ${value}`);
  return value;
}
