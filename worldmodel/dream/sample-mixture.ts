/** Draws from M's mixtures at a temperature. */
import { exp, type Rng } from "../../sim/core/index.ts";

/** A mixture for each latent dimension, or a joint one. Means and deviations are [K,Z]. */
export interface MixtureArrays {
  /** [K,Z], joint [K]. */
  readonly mixtureLogits: Float32Array;
  readonly mean: Float32Array;
  readonly logDeviation: Float32Array;
}

/**
 * The next z. For each latent, or for all together, a component is drawn from softmax(logits / τ), then a value from it with its
 * deviation times √τ (Ha & Schmidhuber 2018, appendix A.2 and their published code). → [Z]
 */
export function sampleMixture(
  { mixtureLogits, mean, logDeviation }: MixtureArrays,
  latents: number,
  temperature: number,
  rng: Rng,
): Float32Array {
  const spread = Math.sqrt(temperature);
  const draws = (mixtureLogits.length * latents) / mean.length;
  let component = 0;
  return Float32Array.from({ length: latents }, (_, latent) => {
    if (latent < draws) component = drawComponent(mixtureLogits, draws, latent, temperature, rng.uniform());
    const at = latent + latents * component;
    return mean[at]! + exp(logDeviation[at]!) * spread * rng.normal();
  });
}

/** The component of a draw at which the sum of the weights so far passes `part` of the whole, which is in [0, 1). */
function drawComponent(logits: Float32Array, draws: number, draw: number, temperature: number, part: number): number {
  const mixtures = logits.length / draws;
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < mixtures; k++) largest = Math.max(largest, logits[k * draws + draw]!);
  const weightOf = (k: number): number => exp((logits[k * draws + draw]! - largest) / temperature);
  let whole = 0;
  for (let k = 0; k < mixtures; k++) whole += weightOf(k);
  let passed = 0;
  for (let k = 0; k < mixtures - 1; k++) {
    passed += weightOf(k);
    if (passed > part * whole) return k;
  }
  return mixtures - 1;
}
