/** Draws from M's mixtures at a temperature. */
import { exp, type Rng } from "../../sim/core/index.ts";

/** A mixture for each latent dimension. [K,Z] each. */
export interface MixtureArrays {
  readonly mixtureLogits: Float32Array;
  readonly mean: Float32Array;
  readonly logDeviation: Float32Array;
}

/**
 * The next z. For each latent a component is drawn from softmax(logits / τ), then a value from it with its deviation times √τ (Ha &
 * Schmidhuber 2018, appendix A.2 and their published code). → [Z]
 */
export function sampleMixture(
  { mixtureLogits, mean, logDeviation }: MixtureArrays,
  latents: number,
  temperature: number,
  rng: Rng,
): Float32Array {
  const spread = Math.sqrt(temperature);
  return Float32Array.from({ length: latents }, (_, latent) => {
    const at = latent + latents * drawComponent(mixtureLogits, latents, latent, temperature, rng.uniform());
    return mean[at]! + exp(logDeviation[at]!) * spread * rng.normal();
  });
}

/** The component at which the sum of the weights so far passes `part` of the whole, which is in [0, 1). */
function drawComponent(
  logits: Float32Array,
  latents: number,
  latent: number,
  temperature: number,
  part: number,
): number {
  const mixtures = logits.length / latents;
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < mixtures; k++) largest = Math.max(largest, logits[k * latents + latent]!);
  const weightOf = (k: number): number => exp((logits[k * latents + latent]! - largest) / temperature);
  let whole = 0;
  for (let k = 0; k < mixtures; k++) whole += weightOf(k);
  let passed = 0;
  for (let k = 0; k < mixtures - 1; k++) {
    passed += weightOf(k);
    if (passed > part * whole) return k;
  }
  return mixtures - 1;
}
