/** The tree that is left after an action was taken: the start of the next search. */
import { createSearchTree, type SearchTree } from "./search-tree.ts";

/**
 * Copies what lies below a node, which becomes the root, with room for `room` more nodes. Statistics, actions and beliefs stay; depths
 * count from the new root; lost children are forgotten, as the next predictions start from a belief that is true.
 */
export function subtreeOf<S>(tree: SearchTree<S>, node: number, room: number): SearchTree<S> {
  const kept = [node];
  for (let at = 0; at < kept.length; at++) {
    for (let slot = 0; slot < tree.width; slot++) {
      const child = tree.children[kept[at]! * tree.width + slot]!;
      if (child >= 0 && tree.lost[child] === 0) kept.push(child);
    }
  }
  const { width, actionSize } = tree;
  const next = createSearchTree<S>(kept.length + room, width, actionSize);
  next.size = kept.length;
  const newIndex = new Map(kept.map((old, index) => [old, index]));
  for (const [index, old] of kept.entries()) {
    next.depth[index] = tree.depth[old]! - tree.depth[node]!;
    for (const part of ["visitCount", "rawValue", "value", "reward", "terminated", "qValue", "expanded"] as const) {
      next[part][index] = tree[part][old]!;
    }
    next.beliefs[index] = tree.beliefs[old];
    const row = old * width;
    next.priorLogits.set(tree.priorLogits.subarray(row, row + width), index * width);
    next.actions.set(tree.actions.subarray(row * actionSize, (row + width) * actionSize), index * width * actionSize);
    if (index === 0) continue;
    const parent = newIndex.get(tree.parent[old]!) ?? 0;
    next.parent[index] = parent;
    next.slot[index] = tree.slot[old]!;
    next.children[parent * width + tree.slot[old]!] = index;
  }
  next.reward[0] = 0;
  next.terminated[0] = 0;
  return next;
}
