/** What a search found, for people to look at. */
import { denormalizeInto } from "../action-box.ts";
import type { MctsOptions } from "./mcts-options.ts";
import { gatherOpenSlots } from "./open-slots.ts";
import type { SearchContext } from "./search-context.ts";
import { isEvaluated, type SearchTree, slotAction } from "./search-tree.ts";

/** C actions that were tried at the root or might have been. */
export interface SearchStatistics {
  /** In the space's own units. [C,A] */
  readonly actions: Float32Array;
  /** [C] */
  readonly visitCounts: Int32Array;
  /** Predicted return up to the horizon; NaN where an action has not been tried. [C] */
  readonly qValues: Float64Array;
  /** [C] */
  readonly priors: Float64Array;
  /** Which of them was chosen. */
  readonly chosen: number;
  /** Simulations that this search ran and those that it took over from the tree before. */
  readonly simulations: number;
  /** Actions from the root to the deepest node. */
  readonly depth: number;
  /** Actions along the most visited nodes from the chosen one on, in the space's own units. [P,A] */
  readonly principalVariation: Float32Array;
}

/**
 * Nodes from a child of the root on along the most visits, the greater return where visits are equal. Where the maximum is backed up, along
 * the greatest return, and no further than to the node whose own evaluation it was.
 */
export function principalVariation<S>(
  tree: SearchTree<S>,
  first: number,
  { backup }: Pick<MctsOptions, "backup">,
): readonly number[] {
  const nodes = [first];
  for (let node = first; ; ) {
    let best = -1;
    for (let slot = 0; slot < tree.width; slot++) {
      const child = tree.children[node * tree.width + slot]!;
      if (!isEvaluated(tree, child)) continue;
      const more = best < 0 || backup === "max" ? 0 : tree.visitCount[child]! - tree.visitCount[best]!;
      if (best < 0 || more > 0 || (more === 0 && tree.qValue[child]! > tree.qValue[best]!)) best = child;
    }
    if (best < 0 || (backup === "max" && tree.qValue[best]! < tree.rawValue[node]!)) return nodes;
    nodes.push(best);
    node = best;
  }
}

export function searchStatistics<S>(
  tree: SearchTree<S>,
  context: SearchContext,
  variation: readonly number[],
): SearchStatistics {
  const { open, box, options } = context;
  gatherOpenSlots(tree, 0, options, open);
  const actions = (views: readonly Float32Array[]): Float32Array => {
    const u = Float32Array.from(views.flatMap((view) => [...view]));
    const out = new Float32Array(u.length);
    denormalizeInto(box, u, out);
    return out;
  };
  const slots = Array.from(open.slot.subarray(0, open.count));
  return {
    actions: actions(slots.map((slot) => slotAction(tree, 0, slot))),
    visitCounts: open.visits.slice(0, open.count),
    qValues: Float64Array.from(slots, (_, k) => (open.known[k] === 1 ? open.qValue[k]! : Number.NaN)),
    priors: open.prior.slice(0, open.count),
    chosen: slots.indexOf(tree.slot[variation[0]!]!),
    simulations: tree.visitCount[0]! - 1,
    depth: tree.depth.subarray(0, tree.size).reduce((deepest, depth) => Math.max(deepest, depth), 0),
    principalVariation: actions(variation.map((node) => slotAction(tree, tree.parent[node]!, tree.slot[node]!))),
  };
}
