/** V without networks: z is the standardised observation. For states of a few elements, each of which says something of its own. */
import { ShapeError } from "../../sim/core/index.ts";
import { expand } from "../autodiff/broadcast.ts";
import { constant } from "../autodiff/value.ts";
import type { Autoencoder } from "./autoencoder.ts";

export interface StandardisedOptions {
  readonly kind: "standardised";
  /** σ of each element of z, in standard deviations of what was observed: noise on what M reads and predicts. */
  readonly posteriorStd: number;
}

/** No parameters. A ShapeError unless there are as many latents as elements that V sees. */
export function standardised({ posteriorStd }: StandardisedOptions, latents: number, seen: number): Autoencoder {
  if (latents !== seen)
    throw new ShapeError(`vae: ${seen} latents required, one for each element that V sees, got ${latents}`);
  const logVar = constant(2 * Math.log(posteriorStd));
  return {
    encode: (observation) => ({ mu: observation, logVar: expand(logVar, observation.shape) }),
    decode: (z) => z,
  };
}
