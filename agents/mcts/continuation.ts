/** What a node goes on with where the tree has not decided. */
import type { SearchContext } from "./search-context.ts";
import { leadingAction, type SearchTree } from "./search-tree.ts";

/** The normalised action after `depth` actions on the way through a node, as the options' `continuation` says. → out [A] */
export function continuationInto<S>(
  tree: SearchTree<S>,
  node: number,
  depth: number,
  { options, box, sequences, depth: length }: SearchContext,
  out: Float32Array,
): void {
  if (options.continuation === "plan") {
    const at = (tree.sequence[node]! * length + depth) * box.size;
    out.set(sequences.subarray(at, at + box.size));
  } else if (options.continuation === "repeat" && node > 0) out.set(leadingAction(tree, node));
  else out.fill(0);
}
