/** Runs of ONNX Runtime on devices that may be too small: its many ways of saying so, as one error. */
import type { InferenceSession } from "onnxruntime-node";
import { CraikError, StateError } from "../../sim/core/index.ts";

/** The device's memory does not hold what a graph needs. The session, and what it was fed, are as before. */
export class DeviceMemoryError extends CraikError {
  override readonly name = "DeviceMemoryError";
}

/** Texts of ONNX Runtime 1.30, Dawn, Vulkan, CUDA, cuDNN, C++ and V8. */
const NO_ROOM = [
  /failed to allocate memory/i,
  /bad[ _]alloc/i,
  /BFCArena/,
  /out of memory/i,
  /OUT_OF_(DEVICE|HOST)_MEMORY/,
  /exceeds the max buffer size limit/,
  /larger than the maximum storage buffer binding size/,
  // ONNX Runtime binds an array beyond the maximum in several parts.
  /Too many storage buffers in shader/,
  // Dawn hands out a buffer all the same when there is no room for it, and refuses its first use.
  /\[Invalid Buffer\b.*previous error/,
  /(CUDNN|CUBLAS)_STATUS_ALLOC_FAILED/,
  /cudaErrorMemoryAllocation/,
  /Array buffer allocation failed/,
];
const LOST = /device (is|was) lost|device lost/i;

export function isOutOfMemory(error: unknown): boolean {
  const message = error instanceof Error ? error.message : String(error);
  return NO_ROOM.some((text) => text.test(message));
}

/** Throws a DeviceMemoryError where there is no room, and a StateError where the device is gone for good. */
export async function runSession(
  session: InferenceSession,
  feeds: InferenceSession.FeedsType,
): Promise<InferenceSession.OnnxValueMapType> {
  try {
    return await session.run(feeds);
  } catch (error) {
    if (isOutOfMemory(error)) throw outOfMemory(error);
    if (error instanceof Error && LOST.test(error.message)) {
      const message =
        "device: must stay, it was lost in a run (the driver was reset); --resume goes on from the last checkpoint";
      throw new StateError(message, { cause: error });
    }
    throw error;
  }
}

/** One line, whatever the error's. */
export function outOfMemory(cause: unknown): DeviceMemoryError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new DeviceMemoryError(`device memory: does not hold the graph (${message.split("\n")[0]})`, { cause });
}
