/** Settings of the cross-entropy planner. */
import { SpecError } from "../../sim/core/index.ts";

/** Standard deviations are in half ranges of the action space. */
export interface CemOptions {
  /** N, action sequences per iteration. */
  readonly candidates: number;
  /** T, decisions per sequence. It must see the consequence: about a second for a swing-up. */
  readonly horizon: number;
  readonly iterations: number;
  /** Best candidates to which the distribution is fitted. */
  readonly elites: number;
  /** Weight of the old mean and standard deviation in the new ones: 0 forgets them. */
  readonly smoothing: number;
  /** Standard deviation with which each decision's search starts. */
  readonly initialStd: number;
  /** Floor of the standard deviation in later iterations. */
  readonly minStd: number;
  /** Weight of a decision's reward against that of the decision before it. */
  readonly discount: number;
  /** Fraction of the elites that are candidates again in the next iteration and, shifted, in the next decision. */
  readonly keepElites: number;
  /** Exponent of the sampling noise's spectrum 1/f^β over the horizon: 0 is white. */
  readonly noiseBeta: number;
  /**
   * The plan that is carried out: `best` is the best candidate of the last iteration, among which is the mean itself (iCEM); `mean`
   * the mean of the last elites (PETS), which averages a noisy model's errors out.
   */
  readonly choose: "best" | "mean";
}

/**
 * Sources: horizon, iterations, smoothing and the tenth of elites are PETS's (Chua et al. 2018); minStd TD-MPC2's (Hansen et al. 2024);
 * initialStd, keepElites and the choice of the best with the mean among the candidates iCEM's (Pinneri et al. 2020).
 */
export const CEM_DEFAULTS: CemOptions = {
  candidates: 256,
  horizon: 25,
  iterations: 5,
  elites: 26,
  smoothing: 0.1,
  initialStd: 0.5,
  minStd: 0.05,
  discount: 1,
  keepElites: 0.3,
  noiseBeta: 0,
  choose: "best",
};

/** Completes and checks options; a SpecError names the field. */
export function cemOptions(options: Partial<CemOptions>): CemOptions {
  const merged: CemOptions = { ...CEM_DEFAULTS, ...options };
  const check = (field: keyof CemOptions, valid: boolean, required: string): void => {
    if (!valid) throw new SpecError(`cemOptions: ${field} must be ${required}, got ${merged[field]}`);
  };
  for (const field of ["candidates", "horizon", "iterations", "elites"] as const) {
    check(field, Number.isSafeInteger(merged[field]) && merged[field] >= 1, "a positive integer");
  }
  check("elites", merged.elites <= merged.candidates, `at most candidates = ${merged.candidates}`);
  check("smoothing", merged.smoothing >= 0 && merged.smoothing < 1, "in [0, 1)");
  check("initialStd", merged.initialStd > 0, "positive");
  check("minStd", merged.minStd >= 0, "0 or more");
  check("discount", merged.discount > 0 && merged.discount <= 1, "in (0, 1]");
  check("keepElites", merged.keepElites >= 0 && merged.keepElites < 1, "in [0, 1)");
  check("noiseBeta", merged.noiseBeta >= 0 && Number.isFinite(merged.noiseBeta), "0 or more");
  return merged;
}
