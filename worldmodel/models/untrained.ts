/** A world model whose M has learned nothing: the baseline that shows what training gave. */
import type { Rng } from "../../sim/core/index.ts";
import { dynamicsGraph } from "./imagine.ts";
import { initialParameters } from "./parameters.ts";
import type { WorldModel } from "./world-model.ts";

/** The same V, and M with parameters drawn as at the start of its training. */
export function withUntrainedMemory({ config, weights }: WorldModel, rng: Rng): WorldModel {
  const memory = initialParameters(Object.values(dynamicsGraph(config)), rng);
  return { config, weights: new Map([...weights, ...memory]) };
}
