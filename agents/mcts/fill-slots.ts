/** Which actions may be tried at a node, and how likely each is beforehand. */
import { continuationInto } from "./continuation.ts";
import { proposalStdOf } from "./mcts-options.ts";
import type { SearchContext } from "./search-context.ts";
import { type SearchTree, slotAction } from "./search-tree.ts";

/**
 * Fills those of a node's slots that have not been tried. On a grid, priors are a Gaussian's around what the node goes on with; drawn actions
 * are that Gaussian's, clipped, and so of equal priors (Hubert et al. 2021, section 5), the first of them what the node goes on with. At the
 * root they are the first actions of the context's sequences.
 */
export function fillSlots<S>(tree: SearchTree<S>, node: number, context: SearchContext): void {
  tree.expanded[node] = 1;
  const { box, width, options, grid, rng } = context;
  const middle = new Float32Array(box.size);
  continuationInto(tree, node, tree.depth[node]!, context, middle);
  const row = node * width;
  if (grid) {
    tree.actions.set(grid, row * box.size);
    for (let slot = 0; slot < width; slot++) tree.priorLogits[row + slot] = gaussianLogit(grid, slot, middle, options);
    return;
  }
  for (let slot = 0; slot < width; slot++) {
    if (tree.children[row + slot]! >= 0) continue;
    const action = slotAction(tree, node, slot);
    const sequence = slot * context.depth * box.size;
    if (node === 0) action.set(context.sequences.subarray(sequence, sequence + box.size));
    else if (slot === 0) action.set(middle);
    else {
      const std = proposalStdOf(slot, options);
      for (let k = 0; k < box.size; k++) {
        action[k] = Math.min(1, Math.max(-1, middle[k]! + std * rng.normal()));
      }
    }
  }
}

/** Logarithm of a Gaussian's density at a row of the grid, but for a constant. */
function gaussianLogit(
  grid: Float32Array,
  row: number,
  middle: Float32Array,
  { proposalStd }: { readonly proposalStd: number },
): number {
  let squares = 0;
  for (let k = 0; k < middle.length; k++) {
    const deviation = (grid[row * middle.length + k]! - middle[k]!) / proposalStd;
    squares += deviation * deviation;
  }
  return -squares / 2;
}
