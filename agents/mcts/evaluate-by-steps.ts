/** Leaves by stepping their parents' beliefs on: for a critic's values, or none. */
import { type Dynamics, StateError } from "../../sim/core/index.ts";
import { denormalizeInto } from "../action-box.ts";
import { type EvaluateLeaves, emptyEvaluation } from "./leaf-evaluation.ts";
import type { SearchContext } from "./search-context.ts";
import { leadingAction } from "./search-tree.ts";

/** Holds each leaf's action for its decisions, from the belief at its parent. A StateError where a critic is wanted and there is none. */
export function evaluateBySteps<S>(dynamics: Dynamics<S>, context: SearchContext): EvaluateLeaves<S> {
  const { box, options } = context;
  return async (tree, leaves) => {
    const u = new Float32Array(leaves.length * box.size);
    for (const [row, leaf] of leaves.entries()) u.set(leadingAction(tree, leaf), row * box.size);
    const actions = new Float32Array(u.length);
    denormalizeInto(box, u, actions);
    const evaluation = emptyEvaluation(leaves.length);
    const running = new Float64Array(leaves.length).fill(1);
    let beliefs: readonly S[] = leaves.map((leaf) => beliefOf(tree.beliefs[tree.parent[leaf]!]));
    let weight = 1;
    for (let decision = 0; decision < options.decisionsPerAction; decision++, weight *= options.discount) {
      const step = await dynamics.step(beliefs, actions);
      for (let row = 0; row < leaves.length; row++) {
        // What follows a certain end is meaningless, even when it is not a number.
        if (running[row]! <= 0) continue;
        evaluation.rewards[row]! += weight * running[row]! * step.rewards[row]!;
        running[row]! *= 1 - step.terminated[row]!;
      }
      if (options.leafValue === "value") evaluation.values.set(criticsValues(step.values, dynamics.name));
      beliefs = step.beliefs;
    }
    for (let row = 0; row < leaves.length; row++) evaluation.terminated[row] = 1 - running[row]!;
    return { ...evaluation, beliefs };
  };
}

function criticsValues(values: Float32Array | undefined, name: string): Float32Array {
  if (values) return values;
  throw new StateError(`planMcts: leafValue "value" requires dynamics with a critic, got none (${name} dynamics)`);
}

function beliefOf<S>(belief: S | undefined): S {
  if (belief === undefined) throw new StateError("planMcts: a node to step from must have a belief, got none");
  return belief;
}
