/** Names the layer of the values that it makes, and of a shape that did not fit. */
import { within } from "../autodiff/place.ts";

/** Runs `build` as the layer of the given name, that of its parameters without their last part. */
export function inLayer<T>(name: string, build: () => T): T {
  return within(`layer ${name}`, build);
}
