/** V: a variational autoencoder of observations (Kingma & Welling 2014). */
import { add, cos, divide, exp, multiply, scale, sin, subtract } from "../autodiff/elementwise.ts";
import { gather } from "../autodiff/gather.ts";
import { concat, slice } from "../autodiff/layout.ts";
import { constant, type Value } from "../autodiff/value.ts";
import { type Autoencoder, type Posterior, withPosterior } from "./autoencoder.ts";
import { type ConvolutionalOptions, convolutionalNetworks } from "./convolutional-networks.ts";
import { type PerceptronOptions, perceptrons } from "./perceptrons.ts";
import { type StandardisedOptions, standardised } from "./standardised.ts";

interface Sizes {
  /** O: elements of the observation. */
  readonly observations: number;
  /** Z */
  readonly latents: number;
  /**
   * Elements that are angles which go round and round. However exactly such an angle is given back on the scale of all its turns, it is
   * useless within one, so V sees its sine and cosine beside it, and gives them back. None unless given.
   */
  readonly turning?: readonly number[];
}

/** The standardised state itself or a multilayer perceptron for state vectors, convolutions for pixels. */
export type VaeOptions = Sizes & (StandardisedOptions | PerceptronOptions | ConvolutionalOptions);

/** What is taken away from each observed element, and what it is then divided by: each of length O, or 1 for all alike. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Bytes of pixels to numbers from 0 to 1. */
export const PIXEL_NORMALISATION: Normalisation = { mean: [0], std: [255] };

export interface Vae {
  readonly options: VaeOptions;
  /** observation [B,O], as the scenario gives it → the posterior. */
  encode(observation: Value): Posterior;
  /** z [B,Z] → observation [B,O], in the scenario's units. */
  decode(z: Value): Value;
  /** observation [B,O] → as V sees it: normalised, with sines and cosines of K turning angles behind it. [B,O+2K] */
  see(observation: Value): Value;
  /** z [B,Z] → the same of what it stands for. [B,O+2K] */
  decodeSeen(z: Value): Value;
}

export function vae(options: VaeOptions, normalisation: Normalisation): Vae {
  const { observations, turning = [] } = options;
  const width = observations + 2 * turning.length;
  const mean = constant(Float32Array.from(normalisation.mean), [1, normalisation.mean.length]);
  const std = constant(Float32Array.from(normalisation.std), [1, normalisation.std.length]);
  const { encode, decode } = autoencoderOf(options, width);

  const see = (observation: Value): Value => {
    const normalised = divide(subtract(observation, mean), std);
    if (turning.length === 0) return normalised;
    const angles = gather(observation, 1, turning);
    return concat([normalised, sin(angles), cos(angles)], 1);
  };
  const seenObservation = (seen: Value): Value => (turning.length === 0 ? seen : slice(seen, 1, 0, observations));
  return {
    options,
    see,
    decodeSeen: decode,
    decode: (z) => add(multiply(seenObservation(decode(z)), std), mean),
    encode: (observation) => encode(see(observation)),
  };
}

function autoencoderOf(options: VaeOptions, seen: number): Autoencoder {
  switch (options.kind) {
    case "standardised":
      return standardised(options, options.latents, seen);
    case "perceptron":
      return withPosterior(perceptrons(options, seen), options.latents);
    case "convolutional":
      return withPosterior(convolutionalNetworks(options, seen), options.latents);
  }
}

/** z = mu + σ·noise (the reparameterisation trick). All [B,Z]. */
export function samplePosterior({ mu, logVar }: Posterior, noise: Value): Value {
  return add(mu, multiply(exp(scale(logVar, 0.5)), noise));
}
