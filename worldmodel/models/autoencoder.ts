/** What V's kinds have in common: the two sides of z. */
import { ShapeError } from "../../sim/core/index.ts";
import { split } from "../autodiff/layout.ts";
import type { Value } from "../autodiff/value.ts";
import { linear } from "../layers/linear.ts";

/** Gaussian posterior of z. [B,Z] each. */
export interface Posterior {
  readonly mu: Value;
  readonly logVar: Value;
}

export interface Autoencoder {
  /** What V sees [B,O+2K] → the posterior. */
  encode(seen: Value): Posterior;
  /** z [B,Z] → what V would see of it. [B,O+2K] */
  decode(z: Value): Value;
}

export interface Networks {
  /** What V sees [B,O+2K] → features [B,F]. */
  encode(seen: Value): Value;
  /** z [B,Z] → what V would see of it. [B,O+2K] */
  decode(z: Value): Value;
}

/** An autoencoder whose posterior is linear in what its encoder makes of the observation. Parameters `vae.posterior`, and the networks'. */
export function withPosterior(networks: Networks, latents: number): Autoencoder {
  const posterior = linear("vae.posterior", 2 * latents);
  return {
    decode: networks.decode,
    encode: (seen) => {
      const [mu, logVar] = split(posterior(networks.encode(seen)), 1, [latents, latents]);
      if (!mu || !logVar) throw new ShapeError("vae: mu and logVar required of a posterior, got fewer");
      return { mu, logVar };
    },
  };
}
