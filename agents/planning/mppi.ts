/** Model predictive path integral planning on any Dynamics, as TD-MPC2 does it: elites weighted by how good they are. */
import { type Dynamics, exp, type Rng, type RolloutSize, ShapeError, SpecError } from "../../sim/core/index.ts";
import { normalizeInto } from "../action-box.ts";
import { fitElites } from "./fit-elites.ts";
import { judgeCandidates } from "./judge-candidates.ts";
import type { MppiOptions } from "./mppi-options.ts";
import { chosenPlan, type Plan, type PlanInput } from "./plan.ts";
import { createPlanWorkspace, drawCandidates, eliteOf, type PlanWorkspace } from "./plan-workspace.ts";
import { nextWarmStart, startSearch } from "./warm-start.ts";

const WHERE = "planMppi";

/**
 * Plans from a belief (Hansen et al. 2024; the weights are those of Williams et al. 2015). Some candidates may come from a learned policy.
 * Those whose score is not finite lose; a StateError when all of them do.
 *
 * ```ts
 * const plan = await planMppi(dynamics, belief, { options: mppiOptions({ horizon: 25 }), rng });
 * ```
 */
export async function planMppi<S>(dynamics: Dynamics<S>, belief: S, input: PlanInput<MppiOptions>): Promise<Plan> {
  const { options, rng, workspace = createPlanWorkspace(dynamics, options) } = input;
  const { candidates, iterations, minStd, maxStd, policyTrajectories } = options;
  const fit = { keepMean: options.momentum, keepStd: 0, minStd, maxStd };
  startSearch(workspace, input.warmStart, { std: maxStd, where: WHERE });
  await proposeCandidates(dynamics, belief, workspace, { count: policyTrajectories, rng });
  const bestReturns = new Float64Array(iterations);
  for (let iteration = 0; ; iteration++) {
    drawCandidates(workspace, rng, policyTrajectories, candidates);
    const judged = await judgeCandidates(dynamics, belief, workspace, { candidates, scoring: options, where: WHERE });
    const weights = eliteWeights(workspace, judged.elites, options.temperature);
    fitElites(workspace, weights, fit);
    bestReturns[iteration] = judged.best;
    if (iteration < iterations - 1) continue;
    const drawn = drawIndex(weights, rng);
    const chosen =
      options.choose === "mean"
        ? chosenPlan(workspace, judged, workspace.mean, weights)
        : chosenPlan(
            workspace,
            judged,
            eliteOf(workspace, drawn),
            Array.from(weights, (_, e) => (e === drawn ? 1 : 0)),
          );
    return { ...chosen, bestReturns, warmStart: nextWarmStart(workspace, { kept: 0, std: maxStd, rng }) };
  }
}

/** exp(τ(score − best)) of each elite, normalised. → [E] */
export function eliteWeights({ scores, order }: PlanWorkspace, elites: number, temperature: number): Float64Array {
  const weights = new Float64Array(elites);
  let sum = 0;
  for (let e = 0; e < elites; e++) {
    weights[e] = exp(temperature * (scores[order[e]!]! - scores[order[0]!]!));
    sum += weights[e]!;
  }
  return weights.map((weight) => weight / sum);
}

/** Makes what the dynamics' policy would do the first candidates. */
async function proposeCandidates<S>(
  dynamics: Dynamics<S>,
  belief: S,
  { box, samples, sequence, mean }: PlanWorkspace,
  { count, rng }: { readonly count: number; readonly rng: Rng },
): Promise<void> {
  if (count === 0) return;
  if (dynamics.propose === undefined) {
    throw new SpecError(
      `${WHERE}: policyTrajectories must be 0 with ${dynamics.name} dynamics, which have no policy that proposes any, got ${count}`,
    );
  }
  const size: RolloutSize = { candidates: count, horizon: sequence.length };
  const proposed = await dynamics.propose(belief, size, rng);
  const length = count * mean.length;
  if (proposed.length !== length)
    throw new ShapeError(`${WHERE}: ${dynamics.name} proposals must be [N,T,A]=[${length}], got [${proposed.length}]`);
  normalizeInto(box, proposed, samples.subarray(0, length));
}

/** An index drawn with these probabilities. */
function drawIndex(weights: Float64Array, rng: Rng): number {
  let left = rng.uniform();
  let index = 0;
  while (index < weights.length - 1 && left >= weights[index]!) left -= weights[index++]!;
  return index;
}
