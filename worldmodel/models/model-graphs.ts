/** The four graphs in which a world model is stored, with their weights. */
import { emitOnnx } from "../autodiff/emit-onnx.ts";
import type { Value } from "../autodiff/value.ts";
import type { OnnxModel } from "../onnx/onnx-model.ts";
import type { Controller } from "./controller.ts";
import { controllerGraph, decodeGraph, dynamicsGraph, encodeGraph } from "./imagine.ts";
import type { WorldModel } from "./world-model.ts";

export const GRAPHS = ["encoder", "decoder", "dynamics", "controller"] as const;
export type GraphName = (typeof GRAPHS)[number];
export type ModelGraphs = Readonly<Record<GraphName, OnnxModel>>;

export function modelGraphs({ config, weights }: WorldModel, controller: Controller): ModelGraphs {
  const emit = (name: GraphName, outputs: Readonly<Record<string, Value>>): OnnxModel =>
    emitOnnx(outputs, { name, weights, documentation: `${name} of a Craik world model of ${config.scenario}` });
  return {
    encoder: emit("encoder", encodeGraph(config)),
    decoder: emit("decoder", decodeGraph(config)),
    dynamics: emit("dynamics", dynamicsGraph(config)),
    controller: emit("controller", controllerGraph(config, controller)),
  };
}
