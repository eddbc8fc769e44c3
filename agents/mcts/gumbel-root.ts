/** The root of a Gumbel search: which actions are considered, which of them is tried next, and which is taken. */
import { log, type Rng } from "../../sim/core/index.ts";
import { completedQInto, LEAST_PRIOR } from "./completed-q.ts";
import type { MctsOptions } from "./mcts-options.ts";
import type { OpenSlots } from "./open-slots.ts";
import type { SearchTree } from "./search-tree.ts";
import { sequentialHalving } from "./sequential-halving.ts";

export interface GumbelRoot {
  /** g(a), drawn once for the whole search. [W] */
  readonly gumbel: Float64Array;
  /** Visits of this search that the next candidate must have. [simulations] */
  readonly schedule: Int32Array;
  /** Visits of earlier searches, which the halving does not count. [W] */
  readonly earlier: Int32Array;
}

/** Draws the noise for a search; the m candidates are the top m of g + logits (Gumbel-Top-k). */
export function createGumbelRoot<S>(tree: SearchTree<S>, options: MctsOptions, rng: Rng): GumbelRoot {
  const earlier = Int32Array.from({ length: tree.width }, (_, slot) => {
    const child = tree.children[slot]!;
    return child < 0 ? 0 : tree.visitCount[child]!;
  });
  // 1 − u lies in (0, 1], so that only u = 0 would give an infinite g.
  const gumbel = Float64Array.from({ length: tree.width }, () =>
    options.gumbelScale === 0 ? 0 : -options.gumbelScale * log(-log(1 - rng.uniform() * (1 - Number.EPSILON))),
  );
  const candidates = Math.min(options.consideredActions, tree.width);
  return { gumbel, schedule: sequentialHalving(candidates, options.simulations), earlier };
}

/**
 * Scores of the root's open slots: g + logits + σ(completed q) for those whose visits are the schedule's, −∞ for others (section 3,
 * algorithm 2, as mctx writes it). Where losses leave none with that many visits, all with fewest compete.
 */
export function scoreBySequentialHalving(
  open: OpenSlots,
  root: GumbelRoot,
  rawValue: number,
  options: MctsOptions,
): void {
  scoreByGumbel(open, root, rawValue, options);
  let [spent, fewest] = [0, Number.POSITIVE_INFINITY];
  for (let k = 0; k < open.count; k++) {
    spent += visitsOf(open, root, k);
    fewest = Math.min(fewest, visitsOf(open, root, k));
  }
  const scheduled = root.schedule[Math.min(spent, root.schedule.length - 1)]!;
  let met = false;
  for (let k = 0; k < open.count; k++) met ||= visitsOf(open, root, k) === scheduled;
  const wanted = met ? scheduled : fewest;
  for (let k = 0; k < open.count; k++) {
    if (visitsOf(open, root, k) !== wanted) open.score[k] = Number.NEGATIVE_INFINITY;
  }
}

/** The action to take: of those visited most in this search the one with most g + logits + σ(q). → k of the open slots */
export function bestByGumbel(open: OpenSlots, root: GumbelRoot, rawValue: number, options: MctsOptions): number {
  scoreByGumbel(open, root, rawValue, options);
  let [best, most] = [-1, -1];
  for (let k = 0; k < open.count; k++) {
    if (open.known[k] === 0) continue;
    const visits = visitsOf(open, root, k);
    if (visits > most || (visits === most && open.score[k]! > open.score[best]!)) best = k;
    most = Math.max(most, visits);
  }
  return best;
}

function scoreByGumbel(open: OpenSlots, root: GumbelRoot, rawValue: number, options: MctsOptions): void {
  completedQInto(open, rawValue, options);
  for (let k = 0; k < open.count; k++)
    open.score[k]! += root.gumbel[open.slot[k]!]! + log(Math.max(LEAST_PRIOR, open.prior[k]!));
}

function visitsOf(open: OpenSlots, root: GumbelRoot, k: number): number {
  return open.visits[k]! - root.earlier[open.slot[k]!]!;
}
