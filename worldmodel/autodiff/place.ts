/** Where in a model a value is made: the layer, loss or update that an error and the search for a NaN's origin name. */
import { ShapeError } from "../../sim/core/index.ts";

let current = "";

/** The innermost place under construction, such as `layer rnn.lstm`; empty outside all. */
export function currentPlace(): string {
  return current;
}

/** Runs `build`, whose values are made at `place`. A ShapeError gets the innermost place's name in front. */
export function within<T>(place: string, build: () => T): T {
  const outer = current;
  current = place;
  try {
    return build();
  } catch (error) {
    const unnamed = error instanceof ShapeError && !(error.cause instanceof ShapeError);
    throw unnamed ? new ShapeError(`${place}: ${error.message}`, { cause: error }) : error;
  } finally {
    current = outer;
  }
}
