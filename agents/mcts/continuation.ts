/** What a node goes on with where the tree has not decided. */
import type { SearchContext } from "./search-context.ts";
import { leadingAction, type SearchTree } from "./search-tree.ts";

/**
 * The normalised action after `depth` actions on the way through a node: that of the node's sequence, else its own action again, else the
 * middle of the space. → out [A]
 */
export function continuationInto<S>(
  tree: SearchTree<S>,
  node: number,
  depth: number,
  context: SearchContext,
  out: Float32Array,
): void {
  const sequence = tree.sequence[node]!;
  const { size } = context.box;
  if (sequence >= 0) {
    const at = (sequence * context.depth + depth) * size;
    out.set(context.sequences.subarray(at, at + size));
  } else if (context.options.continuation === "repeat" && node > 0) out.set(leadingAction(tree, node));
  else out.fill(0);
}
