/** Sessions of ONNX Runtime: the only door to it, with Craik's devices, errors and thread settings. */
import * as ort from "onnxruntime-node";
import { StateError, UsageError } from "../../sim/core/index.ts";
import { isOutOfMemory, outOfMemory } from "./device-memory.ts";

export type { InferenceSession as Session, Tensor } from "onnxruntime-node";

/** An execution device of this machine. */
export type Device = "cpu" | "webgpu" | "cuda";

export interface SessionOptions {
  readonly device: Device;
  /** Threads inside one operator on the CPU. */
  readonly threads: number;
  /** Outputs that stay on the device (ignored on the CPU, where they are there already). */
  readonly outputsOnDevice?: readonly string[];
}

/** Opens a model. A file that ONNX Runtime refuses, or a device that is not there, is an error of one line. */
export async function openSession(model: Uint8Array | string, options: SessionOptions): Promise<ort.InferenceSession> {
  const { device } = options;
  try {
    return await create(model, options);
  } catch (cause) {
    if (isOutOfMemory(cause)) throw outOfMemory(cause);
    // A model that the CPU refuses too is itself at fault.
    const onCpu =
      device === "cpu"
        ? cause
        : await create(model, { device: "cpu", threads: 1 }).then(release, (error: unknown) => error);
    if (onCpu === undefined) {
      const message = `device ${device}: cannot be used on this machine (${reasonOf(cause)}); run \`craik doctor\``;
      throw new UsageError(message, { cause });
    }
    const file = typeof model === "string" ? ` ${model}` : "";
    throw new StateError(`ONNX model${file}: refused by ONNX Runtime: ${reasonOf(onCpu)}`, { cause });
  }
}

function create(model: Uint8Array | string, options: SessionOptions): Promise<ort.InferenceSession> {
  const settings = sessionSettings(options);
  return typeof model === "string"
    ? ort.InferenceSession.create(model, settings)
    : ort.InferenceSession.create(model, settings);
}

async function release(session: ort.InferenceSession): Promise<undefined> {
  await session.release();
}

/** ONNX Runtime's settings. */
export function sessionSettings({
  device,
  threads,
  outputsOnDevice = [],
}: SessionOptions): ort.InferenceSession.SessionOptions {
  const stays = device === "cpu" ? [] : outputsOnDevice;
  return {
    executionProviders: device === "cpu" ? ["cpu"] : [device, "cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    // The autodiff transposes weights once, in nodes of their own; fused into each product they cost more than they save.
    extra: { optimization: { disable_specified_optimizers: "GemmTransposeFusion" } },
    // Whatever goes wrong is thrown; at 3 it is written to standard error besides.
    logSeverityLevel: 4,
    ...(stays.length > 0
      ? { preferredOutputLocation: Object.fromEntries(stays.map((name) => [name, "gpu-buffer" as const])) }
      : {}),
  };
}

/** ONNX Runtime's reason in one line, without the place in its sources that it begins with. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split("\n")[0] ?? "").replace(/^.*\/onnxruntime_src\/.* was false\. /, "");
}

/** A float32 tensor over the given data (not copied). */
export function floatTensor(data: Float32Array, shape: readonly number[]): ort.Tensor {
  return new ort.Tensor("float32", data, shape);
}

/** A tensor over the given data (not copied): float32, or int32. */
export function tensorOf(data: Float32Array | Int32Array, shape: readonly number[]): ort.Tensor {
  return data instanceof Int32Array ? new ort.Tensor("int32", data, shape) : floatTensor(data, shape);
}

/** The numbers of a tensor that lies in the CPU's memory. */
export function floatsOf(tensor: ort.Tensor | undefined, name: string): Float32Array {
  if (tensor === undefined) throw new StateError(`ONNX model: output ${name} is missing`);
  if (!(tensor.data instanceof Float32Array))
    throw new StateError(`ONNX model: output ${name} must be float32, got ${tensor.type}`);
  return tensor.data;
}
