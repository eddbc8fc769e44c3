/** An agent that plans every decision anew. */
import { type Agent, createRng, type Dynamics, type Rng, StateError } from "../../sim/core/index.ts";
import { addActionNoise, type ExplorationOptions } from "../exploration/action-noise.ts";
import type { Plan } from "./plan.ts";
import { createPlanWorkspace } from "./plan-workspace.ts";
import { type Planner, planWith } from "./planner.ts";

/** An agent whose thinking a viewer can show. */
export interface PlanningAgent extends Agent {
  /** The plan behind the last action; null before the first. */
  readonly lastPlan: Plan | null;
}

/**
 * Receding horizon: plans T decisions ahead, carries out the first, and starts the next search from the rest of the plan.
 *
 * ```ts
 * const agent = createPlanningAgent(dynamics, { name: "icem", options: icemOptions({ horizon: 25 }) });
 * ```
 */
export function createPlanningAgent<S>(
  dynamics: Dynamics<S>,
  planner: Planner,
  { actionNoise = 0 }: ExplorationOptions = {},
): PlanningAgent {
  const { name } = planner;
  const workspace = createPlanWorkspace(dynamics, planner.options);
  let rng: Rng | null = null;
  let belief: { readonly now: S } | null = null;
  let lastPlan: Plan | null = null;
  let lastAction: Float32Array | null = null;
  let decision = 0;

  return {
    name,
    actionRepeat: dynamics.actionRepeat,
    get lastPlan() {
      return lastPlan;
    },
    async begin(moment, seed) {
      rng = createRng(seed).split(`${name} agent`);
      decision = 0;
      lastPlan = null;
      lastAction = null;
      belief = { now: await dynamics.begin(moment) };
    },
    async act(moment) {
      if (rng === null || belief === null)
        throw new StateError(`${name} agent: begin must come before act, it did not`);
      // Each decision draws from a stream of its own, so that none depends on how many draws the others took.
      const draws = rng.split(decision++);
      if (lastAction !== null) belief = { now: await dynamics.advance(belief.now, lastAction, moment) };
      const warmStart = lastPlan?.warmStart;
      lastPlan = await planWith(planner, dynamics, belief.now, { rng: draws, warmStart, workspace });
      lastAction = lastPlan.actions.slice(0, workspace.box.size);
      addActionNoise(lastAction, workspace.box, actionNoise, draws);
      return lastAction.slice();
    },
    dispose: () => Promise.resolve(),
  };
}
