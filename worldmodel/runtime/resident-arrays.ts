/** Arrays that are brought to the device once and stay there. */
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { StateError } from "../../sim/core/index.ts";
import { emitOnnx } from "../autodiff/emit-onnx.ts";
import type { CarriedArray } from "../autodiff/training-step.ts";
import { input } from "../autodiff/value.ts";
import type { Arrays } from "../models/arrays.ts";
import { encodeOnnx } from "../onnx/encode-onnx.ts";
import { runSession } from "./device-memory.ts";
import { floatsOf, openSession, type SessionOptions } from "./session.ts";

/** Prefix of an array's copy on the other side. */
const COPY = "copy:";

/** A graph of identities: what it is fed it gives back, on the CPU or on the device as its session is told. */
export function copyModel(arrays: readonly CarriedArray[]): Uint8Array {
  const outputs = Object.fromEntries(arrays.map(({ name, shape }) => [COPY + name, input(name, shape)]));
  return encodeOnnx(emitOnnx(outputs, { name: "copy" }));
}

/** The arrays' numbers: copied from the CPU's tensors, or through a copying session, as `getData()` on a device's crashes in ONNX Runtime 1.30. */
export async function readArrays(
  arrays: readonly CarriedArray[],
  tensors: ReadonlyMap<string, Tensor>,
  copier: InferenceSession | undefined,
): Promise<Arrays> {
  const results = copier && (await runSession(copier, Object.fromEntries(tensors)));
  return new Map(
    arrays.map(({ name }) => {
      const tensor = results ? (results[COPY + name] as Tensor | undefined) : tensors.get(name);
      return [name, Float32Array.from(floatsOf(tensor, name))];
    }),
  );
}

export class ResidentArrays {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly #arrays: readonly CarriedArray[];
  readonly #session: InferenceSession | undefined;

  private constructor(
    arrays: readonly CarriedArray[],
    tensors: ReadonlyMap<string, Tensor>,
    session: InferenceSession | undefined,
  ) {
    this.#arrays = arrays;
    this.tensors = tensors;
    this.#session = session;
  }

  /** Tensors of the CPU's memory by name. There they stay as they are. */
  static async upload(
    arrays: readonly CarriedArray[],
    tensors: ReadonlyMap<string, Tensor>,
    options: SessionOptions,
  ): Promise<ResidentArrays> {
    if (options.device === "cpu" || arrays.length === 0) return new ResidentArrays(arrays, tensors, undefined);
    const outputsOnDevice = arrays.map(({ name }) => COPY + name);
    const session = await openSession(copyModel(arrays), { ...options, outputsOnDevice });
    const results = await runSession(session, Object.fromEntries(tensors));
    const uploaded = arrays.map(({ name }) => {
      const tensor = results[COPY + name] as Tensor | undefined;
      if (tensor === undefined) throw new StateError(`resident arrays: output ${COPY}${name} is missing`);
      return [name, tensor] as const;
    });
    return new ResidentArrays(arrays, new Map(uploaded), session);
  }

  async read(options: SessionOptions): Promise<Arrays> {
    if (this.#session === undefined) return readArrays(this.#arrays, this.tensors, undefined);
    const copier = await openSession(copyModel(this.#arrays), options);
    try {
      return await readArrays(this.#arrays, this.tensors, copier);
    } finally {
      await copier.release();
    }
  }

  async dispose(): Promise<void> {
    for (const tensor of this.tensors.values()) if (tensor.location !== "cpu") tensor.dispose();
    await this.#session?.release();
  }
}
