/** The improved cross-entropy method (iCEM, Pinneri et al. 2020) on any Dynamics: real-time planning from few candidates. */
import type { Dynamics } from "../../sim/core/index.ts";
import { evenWeights, fitElites } from "./fit-elites.ts";
import { type IcemOptions, icemCandidates } from "./icem-options.ts";
import { judgeCandidates } from "./judge-candidates.ts";
import { chosenPlan, type Plan, type PlanInput } from "./plan.ts";
import { createPlanWorkspace, drawCandidates, eliteOf, type PlanWorkspace } from "./plan-workspace.ts";
import { nextWarmStart, startSearch } from "./warm-start.ts";

const WHERE = "planIcem";

/**
 * Plans from a belief (their algorithm 1): coloured noise; fewer candidates in each iteration; the best elites stay candidates, in the
 * next decision too; the distribution's mean is a candidate of the last iteration, whose best candidate is carried out, so that neither
 * a lucky sample nor a blurred mean wins unseen. Candidates whose score is not finite lose; a StateError when all of them do.
 *
 * ```ts
 * const plan = await planIcem(dynamics, belief, { options: icemOptions({ horizon: 25 }), rng });
 * ```
 */
export async function planIcem<S>(dynamics: Dynamics<S>, belief: S, input: PlanInput<IcemOptions>): Promise<Plan> {
  const { options, rng, workspace = createPlanWorkspace(dynamics, options) } = input;
  const { smoothing, initialStd, minStd } = options;
  const fit = { keepMean: smoothing, keepStd: smoothing, minStd, maxStd: Number.POSITIVE_INFINITY };
  const most = Math.round(options.keepElites * options.elites);
  const counts = icemCandidates(options);
  const bestReturns = new Float64Array(counts.length);
  startSearch(workspace, input.warmStart, { std: initialStd, where: WHERE });
  let kept = Math.min(most, (input.warmStart?.elites.length ?? 0) / workspace.mean.length);
  for (let iteration = 0; ; iteration++) {
    const candidates = counts[iteration] ?? options.candidates;
    const last = iteration === counts.length - 1;
    drawCandidates(workspace, rng, keepCandidates(workspace, kept, last), candidates);
    const judged = await judgeCandidates(dynamics, belief, workspace, { candidates, scoring: options, where: WHERE });
    fitElites(workspace, evenWeights(judged.elites), fit);
    bestReturns[iteration] = judged.best;
    kept = Math.min(most, judged.elites);
    if (!last) continue;
    return {
      ...chosenPlan(workspace, judged, eliteOf(workspace, 0), [1]),
      bestReturns,
      warmStart: nextWarmStart(workspace, { kept, std: initialStd, rng }),
    };
  }
}

/** Makes the best elites the first candidates, and the mean the next one where it is to be one. Returns how many these are. */
function keepCandidates({ samples, elites, mean }: PlanWorkspace, kept: number, withMean: boolean): number {
  const length = kept * mean.length;
  samples.set(elites.subarray(0, length));
  if (!withMean || length === samples.length) return kept;
  samples.set(mean, length);
  return kept + 1;
}
