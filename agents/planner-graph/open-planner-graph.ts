/** A planner's graph, opened: a decision is one run. */
import { StateError } from "../../sim/core/index.ts";
import {
  type Belief,
  emitOnnx,
  type OnnxModel,
  openModel,
  type Products,
  productsFor,
  type SessionOptions,
  type WorldModel,
} from "../../worldmodel/index.ts";
import type { Plan, PlanInput } from "../planning/plan.ts";
import type { Planner } from "../planning/planner.ts";
import { drawNoise } from "./draw-noise.ts";
import { NO_ELITE, plannerGraph } from "./planner-graph.ts";
import { LOST } from "./score-values.ts";
import { searchOf } from "./search-of.ts";

export interface PlannerGraph {
  /**
   * The plan that `planWith` finds with this rng, up to rounding; where fewer candidates are finite than elites are kept, with other draws.
   * A StateError when none is.
   */
  plan(belief: Belief, input: Pick<PlanInput<unknown>, "rng" | "warmStart">): Promise<Plan>;
  dispose(): Promise<void>;
}

/** `planner.onnx`: the graph with the model's weights. */
export function plannerModel({ config, weights }: WorldModel, planner: Planner, products?: Products): OnnxModel {
  return emitOnnx(plannerGraph(config, planner, products), {
    name: "planner",
    weights,
    documentation: `a whole ${planner.name} decision in a Craik world model of ${config.scenario}`,
    metadata: { planner: planner.name, options: JSON.stringify(planner.options) },
  });
}

/**
 * ```ts
 * const graph = await openPlannerGraph(model, createPlanner("cem", { horizon: 12 }), { device: "webgpu", threads: 2 });
 * const plan = await graph.plan(belief, { rng });
 * ```
 */
export async function openPlannerGraph(
  model: WorldModel,
  planner: Planner,
  session: SessionOptions,
): Promise<PlannerGraph> {
  const search = searchOf(planner);
  const { actions } = model.config.rnn;
  const length = search.horizon * actions;
  const opened = await openModel(plannerModel(model, planner, productsFor(session.device)), session);
  return {
    async plan({ z, h, c }, { rng, warmStart }) {
      const elites = new Float32Array(search.kept * length).fill(NO_ELITE);
      const known = warmStart?.elites.subarray(0, elites.length) ?? [];
      elites.set(known);
      const mean = warmStart ? Float32Array.from(warmStart.mean) : new Float32Array(length);
      const drawn = drawNoise(search, actions, { rng, kept: known.length / length });
      const { plan, rewards, predictedReturn, bestReturns, nextMean, nextElites } = await opened.run({
        z,
        h,
        c,
        mean,
        elites,
        ...drawn,
      });
      if (!plan || !rewards || !predictedReturn || !bestReturns || !nextMean)
        throw new StateError("planner graph: a plan required, got none");
      if (!((bestReturns.at(-1) ?? LOST) > LOST)) {
        const count = search.counts.at(-1);
        throw new StateError(
          `planner graph: a candidate's return must be finite, got ${count} of ${count} that are not (learned dynamics)`,
        );
      }
      return {
        actions: plan,
        rewards,
        predictedReturn: predictedReturn[0] ?? Number.NaN,
        bestReturns: Float64Array.from(bestReturns),
        warmStart: { mean: Float64Array.from(nextMean), elites: present(nextElites) },
      };
    },
    dispose: () => opened.dispose(),
  };
}

/** The elites that there are: they come first. */
function present(elites: Float32Array = new Float32Array(0)): Float32Array {
  const none = elites.indexOf(NO_ELITE);
  return none < 0 ? elites : elites.subarray(0, none);
}
