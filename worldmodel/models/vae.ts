/** V: a variational autoencoder for state vectors (Kingma & Welling 2014), as multilayer perceptrons. */
import { ShapeError } from "../../sim/core/index.ts";
import { add, divide, exp, multiply, relu, scale, subtract } from "../autodiff/elementwise.ts";
import { split } from "../autodiff/layout.ts";
import { constant, type Value } from "../autodiff/value.ts";
import { linear } from "../layers/linear.ts";

export interface VaeOptions {
  /** O: elements of the observation. */
  readonly observations: number;
  /** Z */
  readonly latents: number;
  /** Units of each hidden layer, encoder inwards; the decoder mirrors them. */
  readonly hidden: readonly number[];
}

/** Mean and standard deviation of each observed element, each of length O. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

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
  /** observation [B,O] → zero mean, unit variance. */
  normalise(observation: Value): Value;
  /** z [B,Z] → normalised observation [B,O]. */
  decodeNormalised(z: Value): Value;
}

export function vae(options: VaeOptions, normalisation: Normalisation): Vae {
  const { observations, latents, hidden } = options;
  const mean = constant(Float32Array.from(normalisation.mean), [1, observations]);
  const std = constant(Float32Array.from(normalisation.std), [1, observations]);
  const encoder = hidden.map((units, index) => linear(`vae.encoder.${index}`, units));
  const posterior = linear("vae.posterior", 2 * latents);
  const decoder = hidden.toReversed().map((units, index) => linear(`vae.decoder.${index}`, units));
  const reconstruction = linear("vae.reconstruction", observations);
  const through = (layers: typeof encoder, x: Value): Value => layers.reduce((y, layer) => relu(layer(y)), x);

  const normalise = (observation: Value): Value => divide(subtract(observation, mean), std);
  const decodeNormalised = (z: Value): Value => reconstruction(through(decoder, z));
  return {
    options,
    normalise,
    decodeNormalised,
    decode: (z) => add(multiply(decodeNormalised(z), std), mean),
    encode: (observation) => {
      const [mu, logVar] = split(posterior(through(encoder, normalise(observation))), 1, [latents, latents]);
      if (!mu || !logVar) throw new ShapeError("vae: mu and logVar required of a posterior, got fewer");
      return { mu, logVar };
    },
  };
}

/** z = mu + σ·noise (the reparameterisation trick). All [B,Z]. */
export function samplePosterior({ mu, logVar }: Posterior, noise: Value): Value {
  return add(mu, multiply(exp(scale(logVar, 0.5)), noise));
}
