/** A CMA-ES search as plain JSON, exact to the last bit, for checkpoints. */
import { SpecError } from "../../sim/core/index.ts";
import { type CmaEs, createCmaEs } from "./cma-es.ts";

/** Arrays are the base64 of their little-endian float64 bytes: exact, and a third of the size of decimal digits. */
export interface CmaEsRecord {
  readonly version: 1;
  readonly dimension: number;
  readonly population: number;
  readonly generation: number;
  readonly eigenGeneration: number;
  readonly stepSize: number;
  readonly mean: string;
  readonly stepPath: string;
  readonly covariancePath: string;
  readonly covariance: string;
  readonly eigenvectors: string;
  readonly deviations: string;
}

export function saveCmaEs(cma: CmaEs): CmaEsRecord {
  return {
    version: 1,
    dimension: cma.dimension,
    population: cma.population,
    generation: cma.generation,
    eigenGeneration: cma.eigenGeneration,
    stepSize: cma.stepSize,
    mean: encode(cma.mean),
    stepPath: encode(cma.stepPath),
    covariancePath: encode(cma.covariancePath),
    covariance: encode(cma.covariance),
    eigenvectors: encode(cma.eigenvectors),
    deviations: encode(cma.deviations),
  };
}

/** Continues a saved search exactly. A record that does not fit together is a SpecError. */
export function restoreCmaEs(record: CmaEsRecord): CmaEs {
  if (record.version !== 1) throw new SpecError(`restoreCmaEs: version must be 1, got ${record.version}`);
  const { dimension, population, stepSize, generation, eigenGeneration } = record;
  if (!Number.isSafeInteger(generation) || !Number.isSafeInteger(eigenGeneration)) {
    throw new SpecError(`restoreCmaEs: generations must be integers, got ${generation} and ${eigenGeneration}`);
  }
  const read = (field: ArrayField, length: number): Float64Array => decode(record[field], length, field);
  const cma = createCmaEs({ mean: read("mean", dimension), stepSize, population });
  cma.stepPath.set(read("stepPath", dimension));
  cma.covariancePath.set(read("covariancePath", dimension));
  cma.covariance.set(read("covariance", dimension * dimension));
  cma.eigenvectors = read("eigenvectors", dimension * dimension);
  cma.deviations = read("deviations", dimension);
  cma.generation = generation;
  cma.eigenGeneration = eigenGeneration;
  return cma;
}

type ArrayField = "mean" | "stepPath" | "covariancePath" | "covariance" | "eigenvectors" | "deviations";

function encode(values: Float64Array): string {
  const bytes = Buffer.alloc(values.length * 8);
  for (let i = 0; i < values.length; i++) bytes.writeDoubleLE(values[i]!, i * 8);
  return bytes.toString("base64");
}

function decode(text: string, length: number, field: string): Float64Array {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== length * 8) {
    throw new SpecError(`restoreCmaEs: ${field} must hold ${length} numbers, got ${bytes.length / 8}`);
  }
  return Float64Array.from({ length }, (_, i) => bytes.readDoubleLE(i * 8));
}
