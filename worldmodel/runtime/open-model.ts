/** A stored model, opened on the CPU or a device and run with plain arrays. */
import { ShapeError } from "../../sim/core/index.ts";
import { encodeOnnx } from "../onnx/encode-onnx.ts";
import type { OnnxModel, OnnxValue } from "../onnx/onnx-model.ts";
import { floatsOf, floatTensor, openSession, type SessionOptions } from "./session.ts";

export interface OpenedModel {
  readonly inputs: readonly OnnxValue[];
  /**
   * Arrays by input name, in the declared shapes; others are passed over. Returns every output by name. A ShapeError where an input is
   * missing or has another length.
   */
  run(arrays: Readonly<Record<string, Float32Array>>): Promise<Readonly<Record<string, Float32Array>>>;
  dispose(): Promise<void>;
}

export async function openModel(model: OnnxModel, options: SessionOptions): Promise<OpenedModel> {
  const { name, inputs, outputs } = model;
  const session = await openSession(encodeOnnx(model), options);
  return {
    inputs,
    async run(arrays) {
      const feeds = inputs.map((input) => [input.name, floatTensor(fed(name, input, arrays), input.shape)] as const);
      const results = await session.run(Object.fromEntries(feeds));
      return Object.fromEntries(outputs.map((output) => [output.name, floatsOf(results[output.name], output.name)]));
    },
    dispose: () => session.release(),
  };
}

function fed(model: string, input: OnnxValue, arrays: Readonly<Record<string, Float32Array>>): Float32Array {
  const array = arrays[input.name];
  if (array?.length !== sizeOfInput(input)) {
    throw new ShapeError(
      `${model}: input ${input.name} must have ${sizeOfInput(input)} elements for [${input.shape.join(",")}], got ${array?.length ?? "none"}`,
    );
  }
  return array;
}

/** Elements of an input. */
export function sizeOfInput({ shape }: Pick<OnnxValue, "shape">): number {
  return shape.reduce((product, side) => product * side, 1);
}
