/** Names the layer in which a shape did not fit. */
import { ShapeError } from "../../sim/core/index.ts";

/** Runs `build`, putting the layer's name in front of any ShapeError. */
export function inLayer<T>(name: string, build: () => T): T {
  try {
    return build();
  } catch (error) {
    if (error instanceof ShapeError) throw new ShapeError(`layer ${name}: ${error.message}`, { cause: error });
    throw error;
  }
}
