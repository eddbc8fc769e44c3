/** What the evaluation of new leaves says. */
import type { SearchTree } from "./search-tree.ts";

/** Of B leaves. A leaf with a number that is not finite loses. */
export interface LeafEvaluation<S> {
  /** Discounted reward of the action that leads to each. [B] */
  readonly rewards: Float64Array;
  /** Probability that this action ended the task, should it not have ended before. [B] */
  readonly terminated: Float64Array;
  /** Return from each on, should the task go on. [B] */
  readonly values: Float64Array;
  /** Beliefs at the leaves, where the evaluation of leaves below will need them. [B] */
  readonly beliefs?: readonly S[];
}

/** Evaluates pending nodes, at most `leafBatch`, in one batch. */
export type EvaluateLeaves<S> = (tree: SearchTree<S>, leaves: readonly number[]) => Promise<LeafEvaluation<S>>;

export function emptyEvaluation(leaves: number): Pick<LeafEvaluation<never>, "rewards" | "terminated" | "values"> {
  return {
    rewards: new Float64Array(leaves),
    terminated: new Float64Array(leaves),
    values: new Float64Array(leaves),
  };
}
