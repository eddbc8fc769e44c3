/** Computes values through ONNX Runtime, as every user of the autodiff does. */
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import type { Value } from "../../../worldmodel/autodiff/value.ts";
import { encodeOnnx } from "../../../worldmodel/onnx/encode-onnx.ts";
import { type Device, floatsOf, openSession, tensorOf } from "../../../worldmodel/runtime/session.ts";

export interface FedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export async function runGraph(
  outputs: Readonly<Record<string, Value>>,
  feeds: Readonly<Record<string, FedArray>>,
  device: Device = "cpu",
): Promise<Readonly<Record<string, Float32Array>>> {
  const model = emitOnnx(outputs, { name: "graph" });
  const session = await openSession(encodeOnnx(model), { device, threads: 1 });
  try {
    const used = model.inputs.map(({ name }) => {
      const fed = feeds[name];
      if (!fed) throw new Error(`runGraph: input ${name} was not fed`);
      return [name, tensorOf(fed.data, fed.shape)] as const;
    });
    const results = await session.run(Object.fromEntries(used));
    return Object.fromEntries(
      Object.keys(outputs).map((name) => [name, Float32Array.from(floatsOf(results[name], name))]),
    );
  } finally {
    await session.release();
  }
}
