/** What the evaluation of a leaf tells its ancestors. */
import type { SearchContext } from "./search-context.ts";
import type { SearchTree } from "./search-tree.ts";

/**
 * One more visit, worth `value`, of a node, and of its ancestors, each with the return from it on: G ← r + γ (1 − terminated) G (MuZero,
 * appendix B, with the survival of uncertain ends). `discount` is that of a whole action of the tree.
 */
export function backUp<S>(
  tree: SearchTree<S>,
  leaf: number,
  value: number,
  { discount, options }: SearchContext,
): void {
  let sum = value;
  for (let node = leaf; ; node = tree.parent[node]!) {
    // The root has no evaluation of its own: the first return that arrives stands for it.
    if (node === 0 && Number.isNaN(tree.rawValue[0]!)) {
      tree.rawValue[0] = sum;
      tree.value[0] = sum;
    }
    const visits = tree.visitCount[node]!;
    const known = tree.value[node]!;
    const mean = (known * visits + sum) / (visits + 1);
    const worth = options.backup === "mean" || visits === 0 ? mean : Math.max(known, sum);
    tree.value[node] = worth;
    tree.visitCount[node] = visits + 1;
    if (node === 0) return;
    const survival = discount * (1 - tree.terminated[node]!);
    tree.qValue[node] = tree.reward[node]! + survival * worth;
    sum = tree.reward[node]! + survival * sum;
  }
}

/** Counts a selected simulation through a node and its ancestors (+1), or its arrival (−1). */
export function countInFlight<S>(tree: SearchTree<S>, leaf: number, change: 1 | -1): void {
  for (let node = leaf; node >= 0; node = tree.parent[node]!) tree.inFlight[node]! += change;
}

/** Marks a node whose predictions are not finite, and every ancestor that has nothing else to offer. */
export function lose<S>(tree: SearchTree<S>, node: number): void {
  for (let at = node; at >= 0 && (at === node || allLost(tree, at)); at = tree.parent[at]!) tree.lost[at] = 1;
}

function allLost<S>(tree: SearchTree<S>, node: number): boolean {
  for (let slot = 0; slot < tree.width; slot++) {
    const child = tree.children[node * tree.width + slot]!;
    if (child < 0 || tree.lost[child] === 0) return false;
  }
  return true;
}
