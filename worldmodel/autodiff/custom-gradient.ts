/** Values with a gradient written by hand, where the derived one would cost more. */
import { ShapeError } from "../../sim/core/index.ts";
import { apply, type Primitive, sameShape, showShape, type Value } from "./value.ts";

/** Cotangents of the outputs → one cotangent per input; undefined where none flows. */
export type Backward = (cotangents: readonly (Value | undefined)[]) => readonly (Value | undefined)[];

/**
 * The outputs again, with `backward` as their way back to `inputs`. They must be computed from those inputs by other
 * primitives; gradients reach the inputs through `backward` alone. Nothing is computed anew: the model names the outputs.
 */
export function withGradient(
  inputs: readonly Value[],
  outputs: readonly Value[],
  backward: Backward,
): readonly Value[] {
  return apply(customGradientPrimitive(inputs, backward), [...inputs, ...outputs]);
}

/** The primitive's inputs are the differentiable inputs, then the outputs that it hands on. */
function customGradientPrimitive(inputs: readonly Value[], backward: Backward): Primitive {
  return {
    name: "customGradient",
    infer: (all) => all.slice(inputs.length).map(({ shape, elementType }) => ({ shape, elementType })),
    emit: (node) => ({ sameAs: node.inputs.slice(inputs.length) }),
    vjp: (_node, cotangents) => {
      const flowing = backward(cotangents);
      for (const [index, cotangent] of flowing.entries()) {
        const target = inputs[index];
        if (cotangent && !(target && sameShape(cotangent.shape, target.shape))) {
          const required = target ? showShape(target.shape) : "none";
          throw new ShapeError(
            `withGradient: cotangent ${index} must have shape ${required}, got ${showShape(cotangent.shape)}`,
          );
        }
      }
      return flowing;
    },
  };
}
