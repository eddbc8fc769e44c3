/** A plan: what a planner found, and what it found it by. */
import type { Rng } from "../../sim/core/index.ts";
import { denormalizeInto } from "../action-box.ts";
import type { Judged } from "./judge-candidates.ts";
import type { PlanWorkspace } from "./plan-workspace.ts";
import type { WarmStart } from "./warm-start.ts";

/** A plan for T decisions, and what the planner thinks of it. */
export interface Plan {
  /** The chosen actions, in the space's own units; the first is the one to carry out. [T,A] */
  readonly actions: Float32Array;
  /** Predicted reward of each decision: of the chosen candidate, or averaged over the elites where their mean is chosen. [T] */
  readonly rewards: Float32Array;
  /** Score of the same: the predicted return, with what the options add for the time after the horizon and subtract for disagreement. */
  readonly predictedReturn: number;
  /** Best score in each iteration. [iterations] */
  readonly bestReturns: Float64Array;
  /** From where the next decision's search starts. */
  readonly warmStart: WarmStart;
}

/** What every planner takes beside dynamics and belief. */
export interface PlanInput<O> {
  /** Complete and checked. */
  readonly options: O;
  readonly rng: Rng;
  /** Of the plan for the decision before. */
  readonly warmStart?: WarmStart | undefined;
  /** Made by `createPlanWorkspace` for these options; a new one unless given. */
  readonly workspace?: PlanWorkspace | undefined;
}

/** What is carried out: normalised actions u [T,A], with the elites, best first, by whose weights they are predicted. */
export function chosenPlan(
  { box, scores, order, mean }: PlanWorkspace,
  { rewards }: Judged,
  u: ArrayLike<number>,
  weights: ArrayLike<number>,
): Pick<Plan, "actions" | "rewards" | "predictedReturn"> {
  const actions = new Float32Array(mean.length);
  denormalizeInto(box, u, actions);
  const horizon = mean.length / box.size;
  const predicted = new Float64Array(horizon);
  let predictedReturn = 0;
  for (let e = 0; e < weights.length; e++) {
    if (weights[e] === 0) continue;
    const n = order[e]!;
    predictedReturn += weights[e]! * scores[n]!;
    for (let t = 0; t < horizon; t++) predicted[t]! += weights[e]! * rewards[n * horizon + t]!;
  }
  return { actions, rewards: Float32Array.from(predicted), predictedReturn };
}
