/** Moves the search distribution to the elites. */
import type { PlanWorkspace } from "./plan-workspace.ts";

export interface FitOptions {
  /** Weights of the old mean and standard deviation in the new ones. */
  readonly keepMean: number;
  readonly keepStd: number;
  /** Bounds of the standard deviation. */
  readonly minStd: number;
  readonly maxStd: number;
}

/** Mean and standard deviation of the elites under weights that sum to 1, best first. weights [E] */
export function fitElites(
  { elites, mean, std }: PlanWorkspace,
  weights: Float64Array,
  { keepMean, keepStd, minStd, maxStd }: FitOptions,
): void {
  const { length } = mean;
  for (let i = 0; i < length; i++) {
    let centre = 0;
    for (let e = 0; e < weights.length; e++) centre += weights[e]! * elites[e * length + i]!;
    let variance = 0;
    for (let e = 0; e < weights.length; e++) {
      const deviation = elites[e * length + i]! - centre;
      variance += weights[e]! * deviation * deviation;
    }
    mean[i] = keepMean * mean[i]! + (1 - keepMean) * centre;
    std[i] = Math.min(maxStd, Math.max(minStd, keepStd * std[i]! + (1 - keepStd) * Math.sqrt(variance)));
  }
}

/** Every elite counts the same. [E] */
export function evenWeights(elites: number): Float64Array {
  return new Float64Array(elites).fill(1 / elites);
}
