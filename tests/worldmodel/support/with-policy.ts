/** A drawn world model with a drawn actor and critic, whose actions have units of their own. */
import { createRng } from "../../../sim/core/index.ts";
import type { PolicyOptions } from "../../../worldmodel/imagination/policy.ts";
import { actorGraph, criticGraph } from "../../../worldmodel/imagination/policy-graphs.ts";
import { initialParameters } from "../../../worldmodel/models/parameters.ts";
import type { WorldModel } from "../../../worldmodel/models/world-model.ts";

export const DRAWN_POLICY: PolicyOptions = { inputs: "zh", hidden: [6, 5], discount: 0.9 };

export function withPolicy(
  { config: { actionSpace, ...others }, weights }: WorldModel,
  policy: PolicyOptions = DRAWN_POLICY,
): WorldModel {
  const config = { ...others, policy, actionSpace: { ...actionSpace, low: [-1, 0], high: [3, 0.5] } };
  const graphs = [...Object.values(actorGraph(config)), ...Object.values(criticGraph(config))];
  return { config, weights: new Map([...weights, ...initialParameters(graphs, createRng(31))]) };
}
