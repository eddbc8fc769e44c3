/** Leaves out stored tensors that nothing reads. */
import type { OnnxModel } from "./onnx-model.ts";

export function keepUsed(model: OnnxModel): OnnxModel {
  const used = new Set(model.nodes.flatMap(({ inputs }) => inputs));
  return { ...model, initializers: model.initializers.filter(({ name }) => used.has(name)) };
}
