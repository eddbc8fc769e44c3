/** The cross-entropy method on any Dynamics: sample action sequences, roll them out, fit the distribution to the best. */
import type { Dynamics } from "../../sim/core/index.ts";
import type { CemOptions } from "./cem-options.ts";
import { evenWeights, fitElites } from "./fit-elites.ts";
import { judgeCandidates } from "./judge-candidates.ts";
import { chosenPlan, type Plan, type PlanInput } from "./plan.ts";
import { createPlanWorkspace, drawCandidates, eliteOf } from "./plan-workspace.ts";
import { nextWarmStart, startSearch } from "./warm-start.ts";

const WHERE = "planCem";

/**
 * Plans from a belief, as PETS (Chua et al. 2018) and PlaNet (Hafner et al. 2019, algorithm 2) do. Candidates whose score is not finite lose; a
 * StateError when all of them do.
 *
 * ```ts
 * const plan = await planCem(dynamics, belief, { options: cemOptions({ horizon: 12 }), rng });
 * ```
 */
export async function planCem<S>(dynamics: Dynamics<S>, belief: S, input: PlanInput<CemOptions>): Promise<Plan> {
  const { options, rng, workspace = createPlanWorkspace(dynamics, options) } = input;
  const { candidates, iterations, smoothing, initialStd, minStd } = options;
  const fit = { keepMean: smoothing, keepStd: smoothing, minStd, maxStd: Number.POSITIVE_INFINITY };
  startSearch(workspace, options.warmStart ? input.warmStart : undefined, { std: initialStd, where: WHERE });
  const bestReturns = new Float64Array(iterations);
  for (let iteration = 0; ; iteration++) {
    drawCandidates(workspace, rng, 0, candidates);
    const judged = await judgeCandidates(dynamics, belief, workspace, { candidates, scoring: options, where: WHERE });
    const weights = evenWeights(judged.elites);
    fitElites(workspace, weights, fit);
    bestReturns[iteration] = judged.best;
    if (iteration < iterations - 1) continue;
    const chosen =
      options.choose === "mean"
        ? chosenPlan(workspace, judged, workspace.mean, weights)
        : chosenPlan(workspace, judged, eliteOf(workspace, 0), [1]);
    return { ...chosen, bestReturns, warmStart: nextWarmStart(workspace, { kept: 0, std: initialStd, rng }) };
  }
}
