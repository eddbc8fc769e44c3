/** A graph with its weights, opened once and run many times. */
import { emitOnnx } from "../../../worldmodel/autodiff/emit-onnx.ts";
import type { Value } from "../../../worldmodel/autodiff/value.ts";
import type { Arrays } from "../../../worldmodel/models/arrays.ts";
import { encodeOnnx } from "../../../worldmodel/onnx/encode-onnx.ts";
import { floatsOf, floatTensor, openSession } from "../../../worldmodel/runtime/session.ts";

export interface OpenGraph {
  /** Inputs by name, in the shapes that the graph declares. */
  run(feeds: Readonly<Record<string, ArrayLike<number>>>): Promise<Readonly<Record<string, Float32Array>>>;
  dispose(): Promise<void>;
}

export async function openGraph(outputs: Readonly<Record<string, Value>>, weights: Arrays): Promise<OpenGraph> {
  const model = emitOnnx(outputs, { name: "graph", weights });
  const session = await openSession(encodeOnnx(model), { device: "cpu", threads: 1 });
  return {
    async run(feeds) {
      const tensors = model.inputs.map(({ name, shape }) => {
        const fed = feeds[name];
        if (!fed) throw new Error(`openGraph: input ${name} was not fed`);
        return [name, floatTensor(Float32Array.from(fed), shape)] as const;
      });
      const results = await session.run(Object.fromEntries(tensors));
      return Object.fromEntries(
        Object.keys(outputs).map((name) => [name, Float32Array.from(floatsOf(results[name], name))]),
      );
    },
    dispose: () => session.release(),
  };
}
