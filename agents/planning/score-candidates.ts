/** What candidate action sequences are worth to a planner: returns, what lies beyond the horizon, and the price of not knowing. */
import { type RolloutSize, type Rollouts, ShapeError, SpecError } from "../../sim/core/index.ts";

/** How rollouts are scored; every planner has these among its options. */
export interface ScoringOptions {
  /** γ, the weight of a decision's reward against that of the decision before it. */
  readonly discount: number;
  /**
   * What stands for everything after the horizon: `none` nothing; `value` what a critic expects there, which the dynamics tell
   * (TD-MPC2); `reward` the last decision's reward, taken to go on for `rewardTail` decisions more: right where a task is to reach
   * something and stay there.
   */
  readonly bootstrap: "none" | "reward" | "value";
  /** K, decisions for which the last reward goes on with `bootstrap` `reward`. */
  readonly rewardTail: number;
  /**
   * κ, reward that one unit of an ensemble's disagreement costs in a decision: above 0 plans stay where the model knows, below 0 they
   * explore. Other than 0 needs dynamics with an ensemble.
   */
  readonly caution: number;
}

/** Plain returns. */
export const SCORING_DEFAULTS: ScoringOptions = { discount: 1, bootstrap: "none", rewardTail: 25, caution: 0 };

/**
 * Scores → out [N]. With Sₜ the probability that the task goes on after decision t (S₋₁ = 1):
 *
 *     Σₜ γᵗ Sₜ₋₁ (rₜ − κ dₜ)  +  γᵀ S_T₋₁ B,    B = 0,  V,  or  r_T₋₁ (1 + γ + … + γᴷ⁻¹)
 *
 * for the bootstraps `none`, `value` and `reward`. The price κd of each decision is MOPO's penalty on rewards (Yu et al.
 * 2020), the value at the horizon TD-MPC2's (Hansen et al. 2024). A candidate with any value that is not finite gets −Infinity, so
 * that it loses against every other; what follows a certain end is not looked at.
 */
export function scoreCandidatesInto(
  rollouts: Rollouts,
  size: RolloutSize,
  scoring: ScoringOptions,
  out: Float64Array,
): void {
  const { rewards, terminated, disagreement, finalValues } = rollouts;
  const { candidates, horizon } = size;
  const { discount, bootstrap, caution } = scoring;
  const tail = bootstrap === "reward" ? annuity(discount, scoring.rewardTail) : 0;
  for (let n = 0; n < candidates; n++) {
    let sum = 0;
    let weight = 1;
    let survival = 1;
    // What follows a certain end is meaningless, even when it is not a number.
    for (let at = n * horizon; at < (n + 1) * horizon && survival > 0; at++) {
      const price = caution === 0 ? 0 : caution * disagreement![at]!;
      sum += weight * survival * (rewards[at]! - price);
      survival = 1 - terminated[at]!;
      if (Number.isNaN(survival)) sum = Number.NaN;
      weight *= discount;
    }
    if (survival > 0 && bootstrap !== "none") {
      const beyond = bootstrap === "value" ? finalValues![n]! : tail * rewards[(n + 1) * horizon - 1]!;
      sum += weight * survival * beyond;
    }
    out[n] = Number.isFinite(sum) ? sum : Number.NEGATIVE_INFINITY;
  }
}

/** Whether rollouts hold what the scoring reads: a ShapeError or a SpecError that `where` opens. `name` is the dynamics'. */
export function requireScorable(
  rollouts: Rollouts,
  { candidates, horizon }: RolloutSize,
  { caution, bootstrap }: ScoringOptions,
  { where, name }: { readonly where: string; readonly name: string },
): void {
  const { rewards, terminated, disagreement, finalValues } = rollouts;
  const length = candidates * horizon;
  if (rewards.length !== length || terminated.length !== length) {
    const got = `[${rewards.length}] and [${terminated.length}]`;
    throw new ShapeError(`${where}: ${name} rollouts must be [N,T]=[${length}] rewards and terminated, got ${got}`);
  }
  if (caution !== 0 && disagreement === undefined) {
    throw new SpecError(
      `${where}: caution must be 0 with ${name} dynamics, which have no ensemble whose disagreement it weighs, got ${caution}`,
    );
  }
  if (caution !== 0 && disagreement?.length !== length) {
    throw new ShapeError(
      `${where}: ${name} rollouts must be [N,T]=[${length}] disagreement, got [${disagreement?.length}]`,
    );
  }
  if (bootstrap === "value" && finalValues === undefined) {
    throw new SpecError(
      `${where}: bootstrap must be none or reward with ${name} dynamics, which have no critic that tells final values, got value`,
    );
  }
  if (bootstrap === "value" && finalValues?.length !== candidates) {
    throw new ShapeError(
      `${where}: ${name} rollouts must be [N]=[${candidates}] final values, got [${finalValues?.length}]`,
    );
  }
}

/** Orders candidates by score, best first; equal ones by index, so that the order never depends on the engine. */
export function rankInto(scores: Float64Array, out: Uint32Array): void {
  for (let n = 0; n < out.length; n++) out[n] = n;
  out.sort((a, b) => (scores[b] === scores[a] ? a - b : scores[b]! > scores[a]! ? 1 : -1));
}

/** 1 + γ + … + γᴷ⁻¹. */
export function annuity(discount: number, decisions: number): number {
  let sum = 0;
  let weight = 1;
  for (let k = 0; k < decisions; k++) {
    sum += weight;
    weight *= discount;
  }
  return sum;
}
