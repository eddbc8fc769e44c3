/** Settings of planners and of tree search for the presets. */
import type { MctsOptions, PlannerOptions, ScoringOptions, SearchOptions } from "../../../agents/index.ts";

type Budget = Pick<SearchOptions, "candidates" | "iterations" | "elites">;

/** Plain sums of predicted rewards. */
const PLAIN: ScoringOptions = { discount: 1, bootstrap: "none", rewardTail: 25, caution: 0 };

/** Where no critic stands at the horizon, planners must see the consequence: a second and a bit of decisions of 0.04 s. */
const FAR = 30;
/** Where one does, they need not. */
const NEAR = 16;

/**
 * CEM and iCEM look far ahead, and ask no critic. MPPI weighs its elites, so it has twice as many; with a critic of this discount it looks
 * less far, asks it, and tries what the actor would do, too (TD-MPC2); without one (null) it looks as far as the others.
 */
export function plannersWith(budget: Budget, criticDiscount: number | null): PlannerOptions {
  const search = { ...PLAIN, horizon: FAR, ...budget };
  return {
    cem: { ...search, smoothing: 0.1, initialStd: 1, minStd: 0.1, warmStart: true, choose: "mean" },
    icem: {
      ...search,
      // The same candidates in each iteration, so that one graph rolls them all out.
      decay: 1,
      smoothing: 0.1,
      initialStd: 1,
      minStd: 0.1,
      keepElites: 0.3,
      // Pushes one way long enough to matter.
      noiseBeta: 2,
    },
    mppi: {
      ...search,
      ...(criticDiscount === null ? {} : { horizon: NEAR, bootstrap: "value", discount: criticDiscount }),
      elites: 2 * budget.elites,
      policyTrajectories: criticDiscount === null ? 0 : 8,
      temperature: 0.5,
      minStd: 0.1,
      maxStd: 1,
      momentum: 0.1,
      choose: "mean",
    },
  };
}

/** As far ahead as the planners, in actions held for 0.08 s, where the first levels of a tree of 50 simulations reach. */
export const FAST_MCTS: MctsOptions = {
  simulations: 50,
  leafBatch: 16,
  horizon: 30,
  decisionsPerAction: 2,
  discount: 1,
  root: "gumbel",
  backup: "max",
  puctInit: 1.25,
  puctBase: 19_652,
  rootNoiseAlpha: 0.3,
  rootNoiseFraction: 0,
  consideredActions: 16,
  gumbelScale: 0,
  visitOffset: 50,
  valueScale: 0.1,
  actions: "sampled",
  sampledActions: 20,
  wideningFactor: 20,
  wideningExponent: 0,
  bins: 3,
  proposalStd: 1,
  proposalScales: 4,
  noiseBeta: 2,
  leafValue: "rollout",
  continuation: "plan",
  reuseTree: false,
};
