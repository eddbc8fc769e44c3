/** The inputs that a primitive's case is built on. */
import { input, type Value } from "../../../worldmodel/autodiff/value.ts";
import type { PrimitiveCase } from "./primitive-case.ts";

/** `x0`, `x1`, … of the case's shapes: what gradients are taken to. */
export function floatInputs({ shapes }: PrimitiveCase): Value[] {
  return shapes.map((shape, index) => input(`x${index}`, shape));
}

/** The outputs on these, and on `integers` where the case has some. */
export function buildCase({ build, integers }: PrimitiveCase, inputs: readonly Value[]): readonly Value[] {
  return build(integers ? [...inputs, input("integers", [integers.length], "int32")] : inputs);
}
