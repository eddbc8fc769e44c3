/** The graphs in which a world model is stored, with their weights. */
import { emitOnnx } from "../autodiff/emit-onnx.ts";
import type { Value } from "../autodiff/value.ts";
import { actorGraph, criticGraph } from "../imagination/policy-graphs.ts";
import type { OnnxModel } from "../onnx/onnx-model.ts";
import type { Controller } from "./controller.ts";
import { controllerGraph, decodeGraph, dynamicsGraph, encodeGraph } from "./imagine.ts";
import type { WorldModel } from "./world-model.ts";

export const GRAPHS = ["encoder", "decoder", "dynamics", "controller"] as const;
/** Where the model has a policy that was learned in its dreams. */
export const POLICY_GRAPHS = ["actor", "critic"] as const;
export type GraphName = (typeof GRAPHS)[number] | (typeof POLICY_GRAPHS)[number];
export type PerGraph<T> = Readonly<Record<(typeof GRAPHS)[number], T>> &
  Readonly<Partial<Record<(typeof POLICY_GRAPHS)[number], T>>>;
export type ModelGraphs = PerGraph<OnnxModel>;

/** What `make` makes of each graph that there is. */
export function mapGraphs<A, B>(graphs: PerGraph<A>, make: (graph: A, name: GraphName) => B): PerGraph<B> {
  const { encoder, decoder, dynamics, controller, actor, critic } = graphs;
  return {
    encoder: make(encoder, "encoder"),
    decoder: make(decoder, "decoder"),
    dynamics: make(dynamics, "dynamics"),
    controller: make(controller, "controller"),
    ...(actor === undefined ? {} : { actor: make(actor, "actor") }),
    ...(critic === undefined ? {} : { critic: make(critic, "critic") }),
  };
}

/** The names of the graphs that there are. */
export function namesOf(graphs: PerGraph<unknown>): readonly GraphName[] {
  return [...GRAPHS, ...POLICY_GRAPHS].filter((name) => graphs[name] !== undefined);
}

export function modelGraphs({ config, weights }: WorldModel, controller: Controller): ModelGraphs {
  const outputs: PerGraph<() => Readonly<Record<string, Value>>> = {
    encoder: () => encodeGraph(config),
    decoder: () => decodeGraph(config),
    dynamics: () => dynamicsGraph(config),
    controller: () => controllerGraph(config, controller),
    ...(config.policy ? { actor: () => actorGraph(config), critic: () => criticGraph(config) } : {}),
  };
  return mapGraphs(outputs, (graph, name) =>
    emitOnnx(graph(), { name, weights, documentation: `${name} of a Craik world model of ${config.scenario}` }),
  );
}
