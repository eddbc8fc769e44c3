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
  /** Normalised observation [B,O] → the posterior. */
  encode(observation: Value): Posterior;
  /** z [B,Z] → normalised observation [B,O]. */
  decode(z: Value): Value;
}

export interface Networks {
  /** Normalised observation [B,O] → features [B,F]. */
  encode(observation: Value): Value;
  /** z [B,Z] → normalised observation [B,O]. */
  decode(z: Value): Value;
}

/** An autoencoder whose posterior is linear in what its encoder makes of the observation. Parameters `vae.posterior`, and the networks'. */
export function withPosterior(networks: Networks, latents: number): Autoencoder {
  const posterior = linear("vae.posterior", 2 * latents);
  return {
    decode: networks.decode,
    encode: (observation) => {
      const [mu, logVar] = split(posterior(networks.encode(observation)), 1, [latents, latents]);
      if (!mu || !logVar) throw new ShapeError("vae: mu and logVar required of a posterior, got fewer");
      return { mu, logVar };
    },
  };
}
