/** Runs a stored model once in ONNX Runtime for Node. */

import { encodeOnnx } from "../../../worldmodel/onnx/encode-onnx.ts";
import type { OnnxModel } from "../../../worldmodel/onnx/onnx-model.ts";
import { floatsOf, floatTensor, openSession } from "../../../worldmodel/runtime/session.ts";

export async function runModel(
  model: OnnxModel,
  inputs: Readonly<Record<string, Float32Array>>,
): Promise<Readonly<Record<string, Float32Array>>> {
  const session = await openSession(encodeOnnx(model), { device: "cpu", threads: 1 });
  try {
    const feeds = model.inputs.map(
      ({ name, shape }) => [name, floatTensor(inputs[name] ?? new Float32Array(), shape)] as const,
    );
    const results = await session.run(Object.fromEntries(feeds));
    return Object.fromEntries(model.outputs.map(({ name }) => [name, floatsOf(results[name], name).slice()]));
  } finally {
    await session.release();
  }
}
