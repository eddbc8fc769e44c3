/** An agent that plans every decision anew with the cross-entropy method. */
import { type Agent, createRng, type Dynamics, type Rng, StateError } from "../../sim/core/index.ts";
import { addActionNoise, type ExplorationOptions } from "../exploration/action-noise.ts";
import { type CemPlan, createCemWorkspace, planCem, shiftWarmStart } from "./cem.ts";
import { type CemOptions, cemOptions } from "./cem-options.ts";

/** An agent whose thinking a viewer can show. */
export interface PlanningAgent extends Agent {
  /** The plan behind the last action; null before the first. */
  readonly lastPlan: CemPlan | null;
}

/** Receding horizon: plans T decisions ahead, carries out the first, and starts the next search from the rest of the plan. */
export function createCemAgent<S>(
  dynamics: Dynamics<S>,
  options: Partial<CemOptions> = {},
  { actionNoise = 0 }: ExplorationOptions = {},
): PlanningAgent {
  const settings = cemOptions(options);
  const workspace = createCemWorkspace(dynamics, settings);
  const actionSize = workspace.box.size;
  let rng: Rng | null = null;
  let belief: { readonly now: S } | null = null;
  let lastPlan: CemPlan | null = null;
  let lastAction: Float32Array | null = null;
  let decision = 0;

  return {
    name: "cem",
    actionRepeat: dynamics.actionRepeat,
    get lastPlan() {
      return lastPlan;
    },
    async begin(moment, seed) {
      rng = createRng(seed).split("cem agent");
      decision = 0;
      lastPlan = null;
      lastAction = null;
      belief = { now: await dynamics.begin(moment) };
    },
    async act(moment) {
      if (rng === null || belief === null) throw new StateError("cem agent: begin must come before act, it did not");
      // Each decision draws from a stream of its own, so that none depends on how many draws the others took.
      const draws = rng.split(decision++);
      const before = lastPlan;
      if (lastAction !== null) belief = { now: await dynamics.advance(belief.now, lastAction, moment) };
      const warmStart =
        before === null ? undefined : shiftWarmStart(before.warmStart, actionSize, settings.initialStd, draws);
      lastPlan = await planCem(dynamics, belief.now, { options: settings, rng: draws, warmStart, workspace });
      lastAction = lastPlan.actions.slice(0, actionSize);
      addActionNoise(lastAction, workspace.box, actionNoise, draws);
      return lastAction.slice();
    },
    dispose: () => Promise.resolve(),
  };
}
