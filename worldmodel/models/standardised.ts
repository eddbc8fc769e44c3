/** V without networks: z is the standardised observation, with sines and cosines of its turning angles. For states of a few elements, each of which says something of its own. */
import { log, ShapeError } from "../../sim/core/index.ts";
import { expand } from "../autodiff/broadcast.ts";
import { constant } from "../autodiff/value.ts";
import type { Autoencoder } from "./autoencoder.ts";

export interface StandardisedOptions {
  readonly kind: "standardised";
  /** σ of each element of z, in the units of what V sees, standard deviations of the observation: noise on what M reads and predicts. */
  readonly posteriorStd: number;
}

/** No parameters. A ShapeError unless there are as many latents as elements that V sees. */
export function standardised({ posteriorStd }: StandardisedOptions, latents: number, width: number): Autoencoder {
  if (latents !== width)
    throw new ShapeError(`vae: ${width} latents required, one for each element that V sees, got ${latents}`);
  const logVar = constant(2 * log(posteriorStd));
  return {
    encode: (seen) => ({ mu: seen, logVar: expand(logVar, seen.shape) }),
    decode: (z) => z,
  };
}
