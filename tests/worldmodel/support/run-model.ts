/** Runs a stored model once in ONNX Runtime for Node. */
import type { OnnxModel } from "../../../worldmodel/onnx/onnx-model.ts";
import { openModel } from "../../../worldmodel/runtime/open-model.ts";

export async function runModel(
  model: OnnxModel,
  inputs: Readonly<Record<string, Float32Array>>,
): Promise<Readonly<Record<string, Float32Array>>> {
  const opened = await openModel(model, { device: "cpu", threads: 1 });
  try {
    return await opened.run(inputs);
  } finally {
    await opened.dispose();
  }
}
