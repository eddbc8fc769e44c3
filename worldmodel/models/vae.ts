/** V: a variational autoencoder of observations (Kingma & Welling 2014). */
import { ShapeError } from "../../sim/core/index.ts";
import { add, divide, exp, multiply, scale, subtract } from "../autodiff/elementwise.ts";
import { split } from "../autodiff/layout.ts";
import { constant, type Value } from "../autodiff/value.ts";
import { linear } from "../layers/linear.ts";
import { type ConvolutionalOptions, convolutionalNetworks } from "./convolutional-networks.ts";
import { type PerceptronOptions, perceptrons } from "./perceptrons.ts";

interface Sizes {
  /** O: elements of the observation. */
  readonly observations: number;
  /** Z */
  readonly latents: number;
}

/** A multilayer perceptron for state vectors, convolutions for pixels. */
export type VaeOptions = Sizes & (PerceptronOptions | ConvolutionalOptions);

/** What is taken away from each observed element, and what it is then divided by: each of length O, or 1 for all alike. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Bytes of pixels to numbers from 0 to 1. */
export const PIXEL_NORMALISATION: Normalisation = { mean: [0], std: [255] };

/** Gaussian posterior of z. [B,Z] each. */
export interface Posterior {
  readonly mu: Value;
  readonly logVar: Value;
}

export interface Vae {
  readonly options: VaeOptions;
  /** observation [B,O], as the scenario gives it → the posterior. */
  encode(observation: Value): Posterior;
  /** z [B,Z] → observation [B,O], in the scenario's units. */
  decode(z: Value): Value;
  /** observation [B,O] → as the networks see it. */
  normalise(observation: Value): Value;
  /** z [B,Z] → normalised observation [B,O]. */
  decodeNormalised(z: Value): Value;
}

export function vae(options: VaeOptions, normalisation: Normalisation): Vae {
  const { observations, latents } = options;
  const mean = constant(Float32Array.from(normalisation.mean), [1, normalisation.mean.length]);
  const std = constant(Float32Array.from(normalisation.std), [1, normalisation.std.length]);
  const networks =
    options.kind === "perceptron" ? perceptrons(options, observations) : convolutionalNetworks(options, observations);
  const posterior = linear("vae.posterior", 2 * latents);

  const normalise = (observation: Value): Value => divide(subtract(observation, mean), std);
  return {
    options,
    normalise,
    decodeNormalised: networks.decode,
    decode: (z) => add(multiply(networks.decode(z), std), mean),
    encode: (observation) => {
      const [mu, logVar] = split(posterior(networks.encode(normalise(observation))), 1, [latents, latents]);
      if (!mu || !logVar) throw new ShapeError("vae: mu and logVar required of a posterior, got fewer");
      return { mu, logVar };
    },
  };
}

/** z = mu + σ·noise (the reparameterisation trick). All [B,Z]. */
export function samplePosterior({ mu, logVar }: Posterior, noise: Value): Value {
  return add(mu, multiply(exp(scale(logVar, 0.5)), noise));
}
