/** The loop of a search: select leaves, evaluate them together, back them up. */
import { StateError } from "../../sim/core/index.ts";
import { backUp, countInFlight, lose } from "./backup.ts";
import type { EvaluateLeaves, LeafEvaluation } from "./leaf-evaluation.ts";
import type { SearchContext } from "./search-context.ts";
import { isTerminal, type SearchTree } from "./search-tree.ts";
import { selectLeaf } from "./select-leaf.ts";

/** Runs the options' simulations, or as many as there are before everything at the root is lost. */
export async function runSimulations<S>(
  tree: SearchTree<S>,
  context: SearchContext,
  evaluate: EvaluateLeaves<S>,
): Promise<void> {
  const { simulations, leafBatch } = context.options;
  let simulated = 0;
  while (simulated < simulations && tree.lost[0] === 0) {
    const leaves: number[] = [];
    const before = simulated;
    while (leaves.length < leafBatch && simulated < simulations) {
      const node = selectLeaf(tree, context);
      if (node < 0) break;
      simulated++;
      // At the horizon or at the end of the task there is nothing new to evaluate.
      if (tree.visitCount[node]! > 0) backUp(tree, node, tree.rawValue[node]!, context);
      else {
        follow(tree, node, context);
        countInFlight(tree, node, 1);
        leaves.push(node);
      }
    }
    if (simulated === before)
      throw new StateError(
        `planMcts: an action to try required after ${simulated} of ${simulations} simulations, got none`,
      );
    if (leaves.length > 0) settle(tree, leaves, await evaluate(tree, leaves), context);
  }
}

/** A new child of the root goes on with the sequence whose first action it is. */
function follow<S>(tree: SearchTree<S>, node: number, { grid }: SearchContext): void {
  if (grid === null && tree.parent[node] === 0) tree.sequence[node] = tree.slot[node]!;
}

function settle<S>(
  tree: SearchTree<S>,
  leaves: readonly number[],
  evaluation: LeafEvaluation<S>,
  context: SearchContext,
): void {
  for (const [row, node] of leaves.entries()) {
    countInFlight(tree, node, -1);
    tree.reward[node] = evaluation.rewards[row]!;
    tree.terminated[node] = evaluation.terminated[row]!;
    tree.rawValue[node] = isTerminal(tree, node) ? 0 : evaluation.values[row]!;
    tree.beliefs[node] = evaluation.beliefs?.[row];
    if (!Number.isFinite(tree.reward[node]! + tree.terminated[node]! + tree.rawValue[node]!)) {
      lose(tree, node);
      continue;
    }
    backUp(tree, node, tree.rawValue[node]!, context);
  }
}
