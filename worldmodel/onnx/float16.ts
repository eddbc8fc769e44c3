/** Half-precision numbers (IEEE 754 binary16) as their bits. JavaScript has no Float16Array before Node 24. */

/** The largest finite one; magnitudes from 65,520 on round to infinity. */
export const LARGEST_FLOAT16 = 65_504;

const INFINITY_BITS = 0x7c00;
const QUIET_NAN_BIT = 0x0200;
/** Bits that a float32's mantissa has more. */
const LOST_BITS = 13;
/** Exponent biases: 127 of float32, 15 of float16. */
const BIAS_DIFFERENCE = 127 - 15;

/** Rounds to the nearest, of two as near to the even one; too large becomes infinite, too small subnormal or zero. */
export function float16Bits(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const bits = new Uint16Array(words.length);
  for (let index = 0; index < bits.length; index++) bits[index] = bitsOf(words[index]!);
  return bits;
}

function bitsOf(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const exponent = (word >>> 23) & 0xff;
  const fraction = word & 0x7f_ffff;
  if (exponent === 0xff) return sign | INFINITY_BITS | (fraction === 0 ? 0 : QUIET_NAN_BIT);
  const halfExponent = exponent - BIAS_DIFFERENCE;
  if (halfExponent >= 0x1f) return sign | INFINITY_BITS;
  // Rounding up may carry into the exponent, from subnormal to normal and from the largest to infinity: the bits are those wanted.
  if (halfExponent > 0) return sign | rounded((halfExponent << 23) | fraction, LOST_BITS);
  // Below half of the smallest subnormal there is only zero; float32's own subnormals lie there.
  if (halfExponent < -10) return sign;
  return sign | rounded(0x80_0000 | fraction, LOST_BITS + 1 - halfExponent);
}

/** `bits` without the last `count`, rounded to the nearest and to even. */
function rounded(bits: number, count: number): number {
  const kept = bits >>> count;
  const lost = bits & ((1 << count) - 1);
  const half = 1 << (count - 1);
  return lost > half || (lost === half && (kept & 1) === 1) ? kept + 1 : kept;
}
