/** Rolls candidates out, scores them and puts the best aside. */
import { type Dynamics, StateError } from "../../sim/core/index.ts";
import type { PlanWorkspace } from "./plan-workspace.ts";
import { rankInto, requireScorable, type ScoringOptions, scoreCandidatesInto } from "./score-candidates.ts";

export interface Judged {
  /** Predicted rewards. [N,T] */
  readonly rewards: Float32Array;
  /** Candidates put aside: at most as many as there is room for, and none whose score is not finite. */
  readonly elites: number;
  /** The best score. */
  readonly best: number;
}

/** A StateError when no candidate's score is finite. `where` opens every error. */
export async function judgeCandidates<S>(
  dynamics: Dynamics<S>,
  belief: S,
  workspace: PlanWorkspace,
  {
    candidates,
    scoring,
    where,
  }: { readonly candidates: number; readonly scoring: ScoringOptions; readonly where: string },
): Promise<Judged> {
  const { length } = workspace.mean;
  const size = { candidates, horizon: workspace.sequence.length };
  const rollouts = await dynamics.rollout(belief, workspace.actions.subarray(0, candidates * length), size);
  requireScorable(rollouts, size, scoring, { where, name: dynamics.name });
  const scores = workspace.scores.subarray(0, candidates);
  const order = workspace.order.subarray(0, candidates);
  scoreCandidatesInto(rollouts, size, scoring, scores);
  rankInto(scores, order);
  const room = Math.min(candidates, workspace.elites.length / length);
  let elites = 0;
  while (elites < room && scores[order[elites]!]! > Number.NEGATIVE_INFINITY) {
    const start = order[elites]! * length;
    workspace.elites.set(workspace.samples.subarray(start, start + length), elites * length);
    elites += 1;
  }
  if (elites === 0) {
    throw new StateError(
      `${where}: a candidate's return must be finite, got ${candidates} of ${candidates} that are not (${dynamics.name} dynamics)`,
    );
  }
  return { rewards: rollouts.rewards, elites, best: scores[order[0]!]! };
}
