/** A world model of which all but V has learned nothing: the baseline that shows what training gave. */
import type { Rng } from "../../sim/core/index.ts";
import { actorGraph, criticGraph } from "../imagination/policy-graphs.ts";
import { dynamicsGraph } from "./imagine.ts";
import { initialParameters } from "./parameters.ts";
import type { WorldModel } from "./world-model.ts";

/** The same V, and M, actor and critic with parameters drawn as at the start of their training. */
export function withUntrainedMemory({ config, weights }: WorldModel, rng: Rng): WorldModel {
  const graphs = [dynamicsGraph, ...(config.policy ? [actorGraph, criticGraph] : [])];
  const drawn = initialParameters(
    graphs.flatMap((graph) => Object.values(graph(config))),
    rng,
  );
  return { config, weights: new Map([...weights, ...drawn]) };
}
