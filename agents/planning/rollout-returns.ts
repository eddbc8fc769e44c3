/** What candidate action sequences are worth. */
import type { RolloutSize, Rollouts } from "../../sim/core/index.ts";

/**
 * Discounted returns of rollouts → out [N]. A decision's reward counts with the probability that the task had not ended before
 * it. A candidate with any value that is not finite gets −Infinity, so that it loses against every other.
 */
export function rolloutReturnsInto(rollouts: Rollouts, size: RolloutSize, discount: number, out: Float64Array): void {
  const { candidates, horizon } = size;
  for (let n = 0; n < candidates; n++) {
    let sum = 0;
    let weight = 1;
    let survival = 1;
    // What follows a certain end is meaningless, even when it is not a number.
    for (let t = 0; t < horizon && survival > 0; t++) {
      const at = n * horizon + t;
      sum += weight * survival * rollouts.rewards[at]!;
      survival = 1 - rollouts.terminated[at]!;
      if (Number.isNaN(survival)) sum = Number.NaN;
      weight *= discount;
    }
    out[n] = Number.isFinite(sum) ? sum : Number.NEGATIVE_INFINITY;
  }
}

/** Orders candidates by return, best first; equal ones by index, so that the order never depends on the engine. */
export function rankInto(returns: Float64Array, out: Uint32Array): void {
  for (let n = 0; n < out.length; n++) out[n] = n;
  out.sort((a, b) => (returns[b] === returns[a] ? a - b : returns[b]! > returns[a]! ? 1 : -1));
}
