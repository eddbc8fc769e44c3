/** Gaussian noise over time with a power spectrum of 1/f^β (Timmer & König 1995), as iCEM samples its actions. */
import { cos, pow, type Rng, sin } from "../../sim/core/index.ts";

/** Fills `out` [T] with one coloured sequence; every element has unit variance. */
export type NoiseSampler = (rng: Rng, out: Float64Array) => void;

/**
 * A sampler of sequences of length T. β = 0 is white noise, 1 pink, 2 red. The frequencies k/T of the real Fourier basis get
 * amplitudes f^(−β/2), and the constant term that of the lowest frequency 1/T.
 */
export function createNoiseSampler(length: number, beta: number): NoiseSampler {
  if (beta === 0 || length === 1) return (rng, out) => rng.normalInto(out);
  const basis = spectralBasis(length, beta);
  const white = new Float64Array(length);
  return (rng, out) => {
    rng.normalInto(white);
    for (let t = 0; t < length; t++) {
      let value = 0;
      for (let j = 0; j < length; j++) value += basis[t * length + j]! * white[j]!;
      out[t] = value;
    }
  };
}

/** Row t holds what each of T independent normals adds to moment t. Rows have norm 1. [T,T] */
export function spectralBasis(length: number, beta: number): Float64Array {
  const basis = new Float64Array(length * length);
  const power = (k: number): number => pow(Math.max(k, 1), -beta);
  let total = 0;
  for (let k = 0; 2 * k <= length; k++) total += (k === 0 || 2 * k === length ? 1 : 2) * power(k);
  for (let t = 0; t < length; t++) {
    let column = t * length;
    for (let k = 0; 2 * k <= length; k++) {
      // A frequency between 0 and Nyquist stands for itself and its mirror, hence √2 and two phases.
      const single = k === 0 || 2 * k === length;
      const scale = Math.sqrt(((single ? 1 : 2) * power(k)) / total);
      const angle = (2 * Math.PI * ((k * t) % length)) / length;
      basis[column++] = scale * cos(angle);
      if (!single) basis[column++] = scale * sin(angle);
    }
  }
  return basis;
}
