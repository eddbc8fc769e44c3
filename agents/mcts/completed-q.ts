/** Completed Q-values and the improved policy of Gumbel MuZero (Danihelka et al. 2022, sections 3 to 5 and appendix D). */
import { exp } from "../../sim/core/index.ts";
import type { MctsOptions } from "./mcts-options.ts";
import type { OpenSlots } from "./open-slots.ts";

const LEAST_RANGE = 1e-8;
/** The smallest normal float32, as in mctx: the prior of an action far from all proposals is 0 in floating point. */
export const LEAST_PRIOR = 1.1754943508222875e-38;

type Transform = Pick<MctsOptions, "visitOffset" | "valueScale">;

/**
 * σ(completed q) of each open slot → `score`: unknown returns are the mixed value, a mean of the node's own value and of its children's by
 * priors (appendix D, equation 33); all are scaled to [0, 1] and multiplied by (visitOffset + maxₐ N(a)) · valueScale (equation 8).
 */
export function completedQInto(open: OpenSlots, rawValue: number, { visitOffset, valueScale }: Transform): void {
  let [visits, mass, weighted, mostVisits] = [0, 0, 0, 0];
  for (let k = 0; k < open.count; k++) {
    visits += open.visits[k]!;
    mostVisits = Math.max(mostVisits, open.visits[k]!);
    if (open.known[k] === 0) continue;
    const prior = Math.max(LEAST_PRIOR, open.prior[k]!);
    mass += prior;
    weighted += prior * open.qValue[k]!;
  }
  const mixed = mass > 0 ? (rawValue + (visits * weighted) / mass) / (visits + 1) : rawValue;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < open.count; k++) {
    const q = open.known[k] === 1 ? open.qValue[k]! : mixed;
    open.score[k] = q;
    least = Math.min(least, q);
    most = Math.max(most, q);
  }
  const scale = ((visitOffset + mostVisits) * valueScale) / Math.max(most - least, LEAST_RANGE);
  for (let k = 0; k < open.count; k++) open.score[k] = mass > 0 ? scale * (open.score[k]! - least) : 0;
}

/**
 * Scores for a node below the root: π′(a) − N(a) / (1 + Σ N), with π′ the softmax of logits + σ(q), so that visits come to be in
 * proportion to the improved policy (section 5, equation 14).
 */
export function scoreByImprovedPolicy(open: OpenSlots, rawValue: number, transform: Transform): void {
  completedQInto(open, rawValue, transform);
  let [most, visits] = [Number.NEGATIVE_INFINITY, 0];
  for (let k = 0; k < open.count; k++) {
    most = Math.max(most, open.score[k]!);
    visits += open.visits[k]!;
  }
  let sum = 0;
  for (let k = 0; k < open.count; k++) {
    open.score[k] = open.prior[k]! * exp(open.score[k]! - most);
    sum += open.score[k]!;
  }
  for (let k = 0; k < open.count; k++) open.score[k] = open.score[k]! / sum - open.visits[k]! / (1 + visits);
}
