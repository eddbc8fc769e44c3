/** The way from the root to the next leaf. */
import { scoreByImprovedPolicy } from "./completed-q.ts";
import { fillSlots } from "./fill-slots.ts";
import { scoreBySequentialHalving } from "./gumbel-root.ts";
import { gatherOpenSlots, isPending, type OpenSlots } from "./open-slots.ts";
import { scoreByPuct } from "./puct.ts";
import type { SearchContext } from "./search-context.ts";
import { addChild, isTerminal, type SearchTree } from "./search-tree.ts";

/**
 * Goes down by the scores: → a new, pending node; a node that ends the task or lies at the horizon, to be visited again; or −1 where the way
 * leads only through nodes that are pending or lost.
 */
export function selectLeaf<S>(tree: SearchTree<S>, context: SearchContext): number {
  const { open, depth } = context;
  let node = 0;
  while (node === 0 || (!isTerminal(tree, node) && tree.depth[node]! < depth)) {
    if (tree.expanded[node] === 0) fillSlots(tree, node, context);
    gatherOpenSlots(tree, node, context.options, open);
    const k = node === 0 && context.gumbel ? scheduledSlot(tree, context) : bestSlot(tree, node, context);
    if (k < 0) return -1;
    if (open.node[k]! < 0) return addChild(tree, node, open.slot[k]!);
    node = open.node[k]!;
  }
  return node;
}

/** The root's, by sequential halving; −1 while a candidate of the present phase has no value yet. */
function scheduledSlot<S>(tree: SearchTree<S>, { open, gumbel, options }: SearchContext): number {
  if (!gumbel) return -1;
  scoreBySequentialHalving(open, gumbel, rawValueOf(tree, 0), options);
  for (let k = 0; k < open.count; k++) {
    if (isPending(open, k) && open.score[k]! > Number.NEGATIVE_INFINITY) return -1;
  }
  return argmax(open);
}

/** Passes over what is pending: another simulation is on its way there. */
function bestSlot<S>(tree: SearchTree<S>, node: number, { open, options }: SearchContext): number {
  if (options.root === "gumbel") scoreByImprovedPolicy(open, rawValueOf(tree, node), options);
  else scoreByPuct(open, tree.visitCount[node]! + tree.inFlight[node]!, tree.value[node]!, options);
  for (let k = 0; k < open.count; k++) if (isPending(open, k)) open.score[k] = Number.NEGATIVE_INFINITY;
  return argmax(open);
}

/** The first of the best, so that equal scores never depend on the engine; −1 where every score is −∞. */
function argmax(open: OpenSlots): number {
  let best = -1;
  for (let k = 0; k < open.count; k++) {
    if (open.score[k]! > (best < 0 ? Number.NEGATIVE_INFINITY : open.score[best]!)) best = k;
  }
  return best;
}

/** A root without a value of its own counts as 0, which nothing depends on before its first child is known. */
function rawValueOf<S>(tree: SearchTree<S>, node: number): number {
  const raw = tree.rawValue[node]!;
  return Number.isNaN(raw) ? 0 : raw;
}
