/** Models that a device runs without the CPU. */
import { InferenceSession } from "onnxruntime-node";
import { encodeOnnx } from "../../../worldmodel/onnx/encode-onnx.ts";
import type { OnnxModel } from "../../../worldmodel/onnx/onnx-model.ts";
import { type Device, floatsOf, floatTensor, sessionSettings } from "../../../worldmodel/runtime/session.ts";

type Run = (inputs: Readonly<Record<string, Float32Array>>) => Promise<Readonly<Record<string, readonly number[]>>>;

/** What `use` makes of the model's runs. ONNX Runtime refuses a model of which it would leave a node to the CPU. */
export async function withWholeModel<T>(
  model: OnnxModel,
  device: Exclude<Device, "cpu">,
  use: (run: Run) => Promise<T>,
): Promise<T> {
  const { extra, ...settings } = sessionSettings({ device, threads: 1 });
  const session = await InferenceSession.create(encodeOnnx(model), {
    ...settings,
    executionProviders: [device],
    extra: { ...extra, session: { disable_cpu_ep_fallback: "1" } },
  });
  try {
    return await use(async (inputs) => {
      const feeds = model.inputs.map(({ name, shape }) => [name, floatTensor(inputs[name]!, shape)] as const);
      const outputs = await session.run(Object.fromEntries(feeds));
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, [...floatsOf(tensor, name)]]));
    });
  } finally {
    await session.release();
  }
}
