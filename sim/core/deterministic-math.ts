/**
 * Elementary functions with the same bits on every engine. `Math.sin` and its kin are left to the engine by ECMAScript;
 * here only operations that IEEE 754 rounds exactly are used. Algorithms and coefficients: FreeBSD msun (fdlibm).
 * Error bound: 1 ulp but for `pow`, as tested against independent values.
 */
import { halfPiRemainder } from "./angle-reduction.ts";

const LN2_HI = 0.6931471803691238;
const LN2_LO = 1.9082149292705877e-10;
const PI_LO = 1.2246467991473532e-16;

/** The same eight bytes as a number and as two words; typed arrays are several times faster here than a DataView. */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** Where the word with sign and exponent lies: 1 on little-endian machines. */
const HIGH = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** Sine of an angle in radians. NaN for NaN and infinities. */
export function sin(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  if (Math.abs(x) <= Math.PI / 4) return kernelSin(x, 0);
  const { quadrant, hi, lo } = halfPiRemainder(x);
  const value = quadrant % 2 === 0 ? kernelSin(hi, lo) : kernelCos(hi, lo);
  return quadrant < 2 ? value : -value;
}

/** Cosine of an angle in radians. NaN for NaN and infinities. */
export function cos(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  if (Math.abs(x) <= Math.PI / 4) return kernelCos(x, 0);
  const { quadrant, hi, lo } = halfPiRemainder(x);
  const value = quadrant % 2 === 0 ? kernelCos(hi, lo) : kernelSin(hi, lo);
  return quadrant === 0 || quadrant === 3 ? value : -value;
}

/** Angle of the point (x, y) from the positive x axis, in [−π, π], with the signed zeros of ECMAScript. */
export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const negativeX = x < 0 || Object.is(x, -0);
  const sign = y < 0 || Object.is(y, -0) ? -1 : 1;
  if (y === 0) return negativeX ? sign * Math.PI : y;
  if (x === 0) return (sign * Math.PI) / 2;
  if (!Number.isFinite(x)) {
    if (Number.isFinite(y)) return negativeX ? sign * Math.PI : sign * 0;
    return negativeX ? sign * 3 * (Math.PI / 4) : sign * (Math.PI / 4);
  }
  const ratio = Math.abs(y / x);
  // Beyond 2^60 the angle rounds to π/2, and below 2^-60 it vanishes against π.
  if (ratio > 2 ** 60) return (sign * Math.PI) / 2;
  const acute = atan(ratio);
  if (!negativeX) return sign * acute;
  return ratio < 2 ** -60 ? sign * Math.PI : sign * (Math.PI - (acute - PI_LO));
}

/** e to the power x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019411) return 0;
  if (Math.abs(x) < 2 ** -28) return 1 + x;
  const k = Math.abs(x) > 0.5 * Math.LN2 ? Math.floor(x * Math.LOG2E + 0.5) : 0;
  const hi = x - k * LN2_HI;
  const lo = k * LN2_LO;
  const r = hi - lo;
  const t = r * r;
  const p2 = 0.00006613756321437934 + t * (-0.0000016533902205465252 + t * 4.1381367970572385e-8);
  const c = r - t * (0.16666666666666602 + t * (-0.0027777777777015593 + t * p2));
  if (k === 0) return 1 - ((r * c) / (c - 2) - r);
  const y = 1 - (lo - (r * c) / (2 - c) - hi);
  // Two exact factors keep the scaling right where 2^k alone would overflow or be subnormal.
  return k >= -1021 ? y * 2 * powerOfTwo(k - 1) : y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
}

/** Natural logarithm: NaN below zero, −Infinity at zero. */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return x;
  const subnormal = x < 2 ** -1022;
  double[0] = subnormal ? x * 2 ** 54 : x;
  const high = words[HIGH]!;
  // The mantissa is brought into [√½, √2), where the series converges fastest.
  const up = ((high & 0xfffff) + 0x95f64) & 0x100000;
  const k = (high >>> 20) - 1023 + (up >>> 20) - (subnormal ? 54 : 0);
  words[HIGH] = (high & 0xfffff) | (up ^ 0x3ff00000);
  const f = double[0]! - 1;
  if (f === 0) return k * LN2_HI + k * LN2_LO;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd3 = 0.1818357216161805 + w * 0.14798198605116586;
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * odd3));
  const halfSquare = 0.5 * f * f;
  return k * LN2_HI - (halfSquare - (s * (halfSquare + even + odd) + k * LN2_LO) - f);
}

/**
 * x to the power y as exp(y log x): wrong by up to 1 + 3 |y log x| ulp. A negative x gives NaN, whole y too: multiply those out.
 */
export function pow(x: number, y: number): number {
  return y === 0 ? 1 : exp(y * log(x));
}

/** Sine of hi + lo, where |hi| ≤ π/4 and lo is its rounding error. */
function kernelSin(hi: number, lo: number): number {
  if (Math.abs(hi) < 2 ** -27) return hi;
  const z = hi * hi;
  const v = z * hi;
  const tail = 0.0000027557313707070068 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10);
  const r = 0.00833333333332249 + z * (-0.0001984126982985795 + z * tail);
  return hi - (z * (0.5 * lo - v * r) - lo - v * -0.16666666666666632);
}

/** Cosine of hi + lo, where |hi| ≤ π/4 and lo is its rounding error. */
function kernelCos(hi: number, lo: number): number {
  const z = hi * hi;
  const tail = -2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11);
  const r = z * (0.0416666666666666 + z * (-0.001388888888887411 + z * (0.00002480158728947673 + z * tail)));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * r - hi * lo));
}

const ATAN_HI = [0.4636476090008061, 0.7853981633974483, 0.982793723247329, 1.5707963267948966];
const ATAN_LO = [2.2698777452961687e-17, 3.061616997868383e-17, 1.3903311031230998e-17, 6.123233995736766e-17];

/** Arctangent of a value that is not negative. */
function atan(x: number): number {
  if (x < 0.4375) return x < 2 ** -29 ? x : x - x * atanSeries(x);
  const [index, t] =
    x < 0.6875
      ? [0, (2 * x - 1) / (2 + x)]
      : x < 1.1875
        ? [1, (x - 1) / (x + 1)]
        : x < 2.4375
          ? [2, (x - 1.5) / (1 + 1.5 * x)]
          : [3, -1 / x];
  return (ATAN_HI[index] ?? 0) - (t * atanSeries(t) - (ATAN_LO[index] ?? 0) - t);
}

/** 1 − atan(t)/t for |t| ≤ 7/16. */
function atanSeries(t: number): number {
  const z = t * t;
  const w = z * z;
  const even5 = 0.049768779946159324 + w * 0.016285820115365782;
  const even3 = 0.09090887133436507 + w * (0.06661073137387531 + w * even5);
  const even = z * (0.3333333333333293 + w * (0.14285714272503466 + w * even3));
  const odd3 = -0.0769187620504483 + w * (-0.058335701337905735 + w * -0.036531572744216916);
  return even + w * (-0.19999999999876483 + w * (-0.11111110405462356 + w * odd3));
}

/** 2^k for a normal exponent, −1022 ≤ k ≤ 1023. */
function powerOfTwo(k: number): number {
  words[HIGH] = (k + 1023) << 20;
  words[1 - HIGH] = 0;
  return double[0]!;
}
