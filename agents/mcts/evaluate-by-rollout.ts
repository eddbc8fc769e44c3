/** Leaves by rollouts: the way to each leaf and its continuation, up to the horizon. */
import { type Dynamics, pow, type Rollouts } from "../../sim/core/index.ts";
import { denormalizeInto } from "../action-box.ts";
import { continuationInto } from "./continuation.ts";
import { type EvaluateLeaves, emptyEvaluation } from "./leaf-evaluation.ts";
import type { SearchContext } from "./search-context.ts";
import { leadingAction, type SearchTree } from "./search-tree.ts";

/**
 * Rolls whole sequences out from the root's belief, so that one call tells what the leaf's action brings and what follows it, and all
 * simulations see equally far. There are always `leafBatch` rows, for which a learned model is built once.
 */
export function evaluateByRollout<S>(dynamics: Dynamics<S>, belief: S, context: SearchContext): EvaluateLeaves<S> {
  const { box, options } = context;
  const { horizon, decisionsPerAction: held, leafBatch, discount } = options;
  const length = horizon * box.size;
  const u = new Float32Array(leafBatch * length);
  return async (tree, leaves) => {
    u.fill(0);
    for (const [row, leaf] of leaves.entries()) {
      writeSequence(tree, leaf, context, u.subarray(row * length, (row + 1) * length));
    }
    const actions = new Float32Array(u.length);
    denormalizeInto(box, u, actions);
    const rollouts = await dynamics.rollout(belief, actions, { candidates: leafBatch, horizon });
    const evaluation = emptyEvaluation(leaves.length);
    for (const [row, leaf] of leaves.entries()) {
      const end = tree.depth[leaf]! * held;
      const way: Way = { rollouts, row, horizon, discount };
      evaluation.rewards[row] = returnOf(way, end - held, end);
      evaluation.terminated[row] = 1 - runningAfter(way, end) / runningAfter(way, end - held);
      evaluation.values[row] = returnOf(way, end, horizon) + boundaryValue(way, end);
    }
    return evaluation;
  };
}

/** The actions of a simulation: up to the leaf the tree's, then its continuation. → out [T,A] */
function writeSequence<S>(tree: SearchTree<S>, leaf: number, context: SearchContext, out: Float32Array): void {
  const { size } = context.box;
  const held = context.options.decisionsPerAction * size;
  const hold = (depth: number): void => {
    for (let at = depth * held + size; at < (depth + 1) * held; at++) out[at] = out[at - size]!;
  };
  for (let node = leaf; node > 0; node = tree.parent[node]!) {
    const depth = tree.depth[node]! - 1;
    out.set(leadingAction(tree, node), depth * held);
    hold(depth);
  }
  for (let depth = tree.depth[leaf]!; depth < context.depth; depth++) {
    continuationInto(tree, leaf, depth, context, out.subarray(depth * held, depth * held + size));
    hold(depth);
  }
}

interface Way {
  readonly rollouts: Rollouts;
  readonly row: number;
  readonly horizon: number;
  readonly discount: number;
}

/** Probability that the task goes on after `decisions` of them. */
function runningAfter({ rollouts, row, horizon }: Way, decisions: number): number {
  return decisions === 0 ? 1 : 1 - rollouts.terminated[row * horizon + decisions - 1]!;
}

/** Discounted rewards of the decisions from `first` to before `end`, should the task run at `first`. */
function returnOf(way: Way, first: number, end: number): number {
  const start = runningAfter(way, first);
  let [sum, weight] = [0, 1];
  for (let t = first; t < end; t++, weight *= way.discount) {
    const running = runningAfter(way, t);
    // What follows a certain end is meaningless, even when it is not a number.
    if (running <= 0) break;
    sum += (weight * running * way.rollouts.rewards[way.row * way.horizon + t]!) / start;
  }
  return sum;
}

/** What a critic expects at the horizon, seen from after `first` decisions. */
function boundaryValue(way: Way, first: number): number {
  const { rollouts, row, horizon, discount } = way;
  const running = runningAfter(way, horizon);
  if (!rollouts.finalValues || running <= 0) return 0;
  return (pow(discount, horizon - first) * running * rollouts.finalValues[row]!) / runningAfter(way, first);
}
