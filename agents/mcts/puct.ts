/** PUCT: MuZero's rule for what to try next (Schrittwieser et al. 2020, appendix B, equation 2). */
import { log } from "../../sim/core/index.ts";
import type { MctsOptions } from "./mcts-options.ts";
import type { OpenSlots } from "./open-slots.ts";

/** Smallest range that values are divided by, as in mctx. */
const LEAST_RANGE = 1e-8;

type PuctOptions = Pick<MctsOptions, "puctInit" | "puctBase">;

/**
 * Scores of a node's open slots: q̄ + P √N (c₁ + log((N + c₂ + 1) / c₂)) / (1 + n), where q̄ is q between the least and the most of the
 * node's value and its known children's, and 0 where unknown (mctx: `qtransform_by_parent_and_siblings`). N and n count simulations in
 * flight, which lowers what is being tried already (Liu et al. 2020, equation 4).
 */
export function scoreByPuct(open: OpenSlots, nodeVisits: number, nodeValue: number, options: PuctOptions): void {
  let [least, most] = [nodeValue, nodeValue];
  for (let k = 0; k < open.count; k++) {
    if (open.known[k] === 0) continue;
    least = Math.min(least, open.qValue[k]!);
    most = Math.max(most, open.qValue[k]!);
  }
  const range = Math.max(most - least, LEAST_RANGE);
  const weight = options.puctInit + log((nodeVisits + options.puctBase + 1) / options.puctBase);
  for (let k = 0; k < open.count; k++) {
    const worth = open.known[k] === 1 ? (open.qValue[k]! - least) / range : 0;
    open.score[k] = worth + (Math.sqrt(nodeVisits) * weight * open.prior[k]!) / (open.visits[k]! + 1);
  }
}

/** The open slot that was visited most, the greater return where visits are equal; −1 where none is known. */
export function mostVisited(open: OpenSlots): number {
  let best = -1;
  for (let k = 0; k < open.count; k++) {
    if (open.known[k] === 0) continue;
    const more = best < 0 ? 1 : open.visits[k]! - open.visits[best]!;
    if (more > 0 || (more === 0 && open.qValue[k]! > open.qValue[best]!)) best = k;
  }
  return best;
}
