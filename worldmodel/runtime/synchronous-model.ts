/**
 * A stored model that runs within a call, as an environment's `step` has to: the native session of ONNX Runtime itself, whose `run` is
 * synchronous. The public one calls the same function a turn of the event loop later.
 */
import { Tensor } from "onnxruntime-node";
import { binding, initOrt } from "onnxruntime-node/dist/binding.js";
import { ShapeError, StateError } from "../../sim/core/index.ts";
import { encodeOnnx } from "../onnx/encode-onnx.ts";
import type { OnnxModel, OnnxValue } from "../onnx/onnx-model.ts";
import { sizeOfInput } from "./open-model.ts";
import { floatsOf, reasonOf, sessionSettings } from "./session.ts";

export interface SynchronousModel {
  /**
   * Arrays by input name, in the declared shapes. Returns every output by name, in arrays of their own. A ShapeError where an input is
   * missing or has another length, a StateError after `dispose`.
   */
  run(arrays: Readonly<Record<string, Float32Array>>): Readonly<Record<string, Float32Array>>;
  /** Frees the session at once. Calling it again does nothing. */
  dispose(): void;
}

/** Opens a model on the CPU, with one thread. */
export function openSynchronousModel(model: OnnxModel): SynchronousModel {
  const { name, inputs, outputs } = model;
  let session: ReturnType<typeof open> | undefined = open(model);
  const fetches = Object.fromEntries(outputs.map((output) => [output.name, null]));
  return {
    run(arrays) {
      if (!session) throw new StateError(`${name}: must not be disposed of, and it was`);
      const feeds = inputs.map((input) => [input.name, tensorOf(name, input, arrays[input.name])]);
      const results = session.run(Object.fromEntries(feeds), fetches, {});
      return Object.fromEntries(
        outputs.map((output) => [output.name, floatsOf(results[output.name] as Tensor | undefined, output.name)]),
      );
    },
    dispose() {
      session?.dispose();
      session = undefined;
    },
  };
}

function open(model: OnnxModel): InstanceType<typeof binding.InferenceSession> {
  const bytes = Uint8Array.from(encodeOnnx(model));
  try {
    initOrt();
    const session = new binding.InferenceSession();
    session.loadModel(bytes.buffer, 0, bytes.length, sessionSettings({ device: "cpu", threads: 1 }));
    return session;
  } catch (cause) {
    throw new StateError(`ONNX model ${model.name}: refused by ONNX Runtime: ${reasonOf(cause)}`, { cause });
  }
}

function tensorOf(model: string, input: OnnxValue, array: Float32Array | undefined): Tensor {
  if (array?.length !== sizeOfInput(input)) {
    throw new ShapeError(
      `${model}: input ${input.name} must have ${sizeOfInput(input)} elements for [${input.shape.join(",")}], got ${array?.length ?? "none"}`,
    );
  }
  return new Tensor("float32", array, input.shape);
}
