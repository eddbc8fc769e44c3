/** The four graphs in which a world model is stored, with their weights. */
import { emitOnnx } from "../autodiff/emit-onnx.ts";
import type { Value } from "../autodiff/value.ts";
import type { OnnxModel } from "../onnx/onnx-model.ts";
import type { Controller } from "./controller.ts";
import { controllerGraph, decodeGraph, dynamicsGraph, encodeGraph } from "./imagine.ts";
import type { WorldModel } from "./world-model.ts";

export const GRAPHS = ["encoder", "decoder", "dynamics", "controller"] as const;
export type GraphName = (typeof GRAPHS)[number];
export type PerGraph<T> = Readonly<Record<GraphName, T>>;
export type ModelGraphs = PerGraph<OnnxModel>;

export function perGraph<T>(make: (name: GraphName) => T): PerGraph<T> {
  return {
    encoder: make("encoder"),
    decoder: make("decoder"),
    dynamics: make("dynamics"),
    controller: make("controller"),
  };
}

export function modelGraphs({ config, weights }: WorldModel, controller: Controller): ModelGraphs {
  const outputs: PerGraph<() => Readonly<Record<string, Value>>> = {
    encoder: () => encodeGraph(config),
    decoder: () => decodeGraph(config),
    dynamics: () => dynamicsGraph(config),
    controller: () => controllerGraph(config, controller),
  };
  return perGraph((name) =>
    emitOnnx(outputs[name](), { name, weights, documentation: `${name} of a Craik world model of ${config.scenario}` }),
  );
}
