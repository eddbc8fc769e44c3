/** The discrete Fourier transform backwards: from a spectrum to a sequence, in N log N operations. */
import { cos, ShapeError, sin } from "../../sim/core/index.ts";

/** Overwrites a spectrum with Σₖ (re + i·im)ₖ exp(2πi·kt/N). re [N], im [N] */
export type InverseFft = (re: Float64Array, im: Float64Array) => void;

/** A transform of N numbers by Cooley & Tukey's radix 2 (1965). N must be a power of two: else a ShapeError. */
export function createInverseFft(length: number): InverseFft {
  // A power of two has one bit set.
  if (!Number.isInteger(length) || length < 1 || (length & (length - 1)) !== 0)
    throw new ShapeError(`createInverseFft: length must be a power of two, got ${length}`);
  const angle = (k: number): number => (2 * Math.PI * k) / length;
  const cosines = Float64Array.from({ length: length >> 1 }, (_, k) => cos(angle(k)));
  const sines = Float64Array.from({ length: length >> 1 }, (_, k) => sin(angle(k)));

  return (re, im) => {
    reverseBits(re);
    reverseBits(im);
    for (let half = 1; half < length; half *= 2) {
      const stride = length / (2 * half);
      for (let start = 0; start < length; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const [upper, lower] = [start + k, start + k + half];
          const [c, s] = [cosines[k * stride]!, sines[k * stride]!];
          const real = c * re[lower]! - s * im[lower]!;
          const imaginary = c * im[lower]! + s * re[lower]!;
          re[lower] = re[upper]! - real;
          im[lower] = im[upper]! - imaginary;
          re[upper]! += real;
          im[upper]! += imaginary;
        }
      }
    }
  };
}

/** Swaps elements so that each stands where its index, read backwards in binary, points. */
function reverseBits(values: Float64Array): void {
  for (let i = 1, j = 0; i < values.length; i++) {
    let bit = values.length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [values[i], values[j]] = [values[j]!, values[i]!];
  }
}
