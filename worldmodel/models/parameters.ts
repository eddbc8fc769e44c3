/** The trainable arrays behind a set of values. */

import type { Rng } from "../../sim/core/index.ts";
import { StateError } from "../../sim/core/index.ts";
import { ancestors } from "../autodiff/gradients.ts";
import { sizeOf, type Value } from "../autodiff/value.ts";
import type { Arrays } from "./arrays.ts";

/** Draws a start for every parameter that the values depend on. Each parameter's numbers depend on the rng and its name only. */
export function initialParameters(values: readonly Value[], rng: Rng): Arrays {
  const arrays = new Map<string, Float32Array>();
  for (const { origin, shape } of ancestors(values)) {
    if (origin.kind !== "parameter") continue;
    const { name, initialisation } = origin;
    if (arrays.has(name)) throw new StateError(`initialParameters: two parameters are named ${name}`);
    if (initialisation.kind === "constant") {
      arrays.set(name, Float32Array.from(initialisation.data));
    } else {
      const stream = rng.split(name);
      arrays.set(
        name,
        Float32Array.from({ length: sizeOf(shape) }, () => (2 * stream.uniform() - 1) * initialisation.bound),
      );
    }
  }
  return arrays;
}

/** Number of trainable numbers. */
export function parameterCount(arrays: Arrays): number {
  return [...arrays.values()].reduce((sum, array) => sum + array.length, 0);
}
