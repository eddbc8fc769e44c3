/** Finds where in a training step the first number arose that is not finite. */
import type { InferenceSession } from "onnxruntime-node";
import { ShapeError } from "../../sim/core/index.ts";
import { reduceSum } from "../autodiff/broadcast.ts";
import { multiply } from "../autodiff/elementwise.ts";
import { emitOnnx } from "../autodiff/emit-onnx.ts";
import { ancestors } from "../autodiff/gradients.ts";
import { concat, reshape } from "../autodiff/layout.ts";
import { constant, type Node, sizeOf, type Value } from "../autodiff/value.ts";
import { encodeOnnx } from "../onnx/encode-onnx.ts";
import { floatsOf, openSession, tensorOf } from "./session.ts";

type Fed = ReadonlyMap<string, Float32Array | Int32Array>;

/**
 * Computes everything that the outputs of a training step depend on once more, on the CPU, and describes the first value that is
 * not finite: `layer vae.encoder.1: exp gives Infinity in 3 of 6,400 elements`. Undefined where all are finite.
 * `arrays`: parameters, optimiser state and batch by name, as they were before the step.
 */
export async function locateNonFinite(
  outputs: Readonly<Record<string, Value>>,
  arrays: Fed,
  threads: number,
): Promise<string | undefined> {
  for (const [name, data] of arrays) {
    const found = data instanceof Float32Array ? describe(data) : undefined;
    if (found) return `${name} holds ${found}`;
  }
  const computed = ancestors(Object.values(outputs)).flatMap((value) => {
    const node = computing(value);
    return node && value.elementType === "float32" ? [{ value, node }] : [];
  });
  if (computed.length === 0) return undefined;
  const probes = await compute(probe(computed.map(({ value }) => value)), arrays, threads);
  for (const [index, { value, node }] of computed.entries()) {
    if (Number.isFinite(probes[index])) continue;
    const found = describe(await compute(value, arrays, threads));
    if (found) return `${node.place || "outside any layer"}: ${node.primitive.name} gives ${found}`;
  }
  return undefined;
}

/** The node that computes a value; undefined where it is fed, fixed, or another value under a second name. */
function computing({ origin }: Value): Node | undefined {
  return origin.kind === "node" && !("sameAs" in origin.node.primitive.emit(origin.node)) ? origin.node : undefined;
}

/** One element per value, Σ 0·x: 0 where all of x is finite, NaN elsewhere. A number each, since all values at once may not fit in memory. */
function probe(values: readonly Value[]): Value {
  return concat(
    values.map((value) => reshape(reduceSum(multiply(value, constant(0))), [1])),
    0,
  );
}

async function compute(value: Value, arrays: Fed, threads: number): Promise<Float32Array> {
  const model = emitOnnx({ result: value }, { name: "locate-non-finite" });
  const session: InferenceSession = await openSession(encodeOnnx(model), { device: "cpu", threads });
  try {
    const feeds = model.inputs.map(({ name, shape }) => {
      const data = arrays.get(name);
      if (data?.length !== sizeOf(shape)) {
        throw new ShapeError(
          `locateNonFinite: ${name} must have ${sizeOf(shape)} elements, got ${data?.length ?? "nothing"}`,
        );
      }
      return [name, tensorOf(data, shape)] as const;
    });
    return floatsOf((await session.run(Object.fromEntries(feeds)))["result"], "result");
  } finally {
    await session.release();
  }
}

/** `NaN in 3 of 6,400 elements`, with the first value that is not finite; undefined where there is none. */
function describe(data: Float32Array): string | undefined {
  const strange = data.filter((element) => !Number.isFinite(element));
  if (strange.length === 0) return undefined;
  const count = (number: number): string => number.toLocaleString("en-US");
  return `${strange[0]} in ${count(strange.length)} of ${count(data.length)} elements`;
}
