/** Reduction of an angle to [−π/4, π/4] plus a quadrant, exact to the last bit that sine and cosine can see. */

/** x = quadrant · π/2 + hi + lo (modulo 2π). The quadrant is 0, 1, 2 or 3; lo is the rounding error of hi. */
export interface ReducedAngle {
  readonly quadrant: number;
  readonly hi: number;
  readonly lo: number;
}

// π/2 in pieces of 33 bits: their products with a quadrant count below 2^20 are exact (Cody & Waite).
const TWO_OVER_PI = 0.6366197723675814;
const PIECE_1 = 1.5707963267341256;
const PIECE_2 = 6.077100506303966e-11;
const PIECE_3 = 2.0222662487111665e-21;
const PIECE_3_TAIL = 8.4784276603689e-32;
const CODY_WAITE_LIMIT = 2 ** 19;
// A double has at most 1,024 bits before the point; 53 more for the result, and 61 for the worst cancellation.
const FRACTION_BITS = 1216n;

/** Reduces a finite angle in radians. */
export function halfPiRemainder(x: number): ReducedAngle {
  return Math.abs(x) < CODY_WAITE_LIMIT ? reduceMedium(x) : reduceHuge(x);
}

function reduceMedium(x: number): ReducedAngle {
  const n = Math.floor(x * TWO_OVER_PI + 0.5);
  const first = x - n * PIECE_1;
  const second = first - n * PIECE_2;
  const secondError = first - second - n * PIECE_2;
  const third = second - n * PIECE_3;
  const thirdError = second - third - n * PIECE_3;
  const tail = secondError + thirdError - n * PIECE_3_TAIL;
  const hi = third + tail;
  return { quadrant: n & 3, hi, lo: third - hi + tail };
}

let halfPiFixed: bigint | undefined;

/** Fixed-point arithmetic of 1,216 fractional bits: slow, and needed only for angles that no scenario should reach. */
function reduceHuge(x: number): ReducedAngle {
  halfPiFixed ??= computeHalfPi();
  const magnitude = Math.abs(x);
  // From 2^19 on a double's last bit is worth at least 2^-33.
  const scaled = magnitude < 2 ** 53 ? BigInt(magnitude * 2 ** 33) : BigInt(magnitude) << 33n;
  const value = (x < 0 ? -scaled : scaled) << (FRACTION_BITS - 33n);
  const shifted = value + halfPiFixed / 2n;
  const n = shifted < 0n ? -((-shifted + halfPiFixed - 1n) / halfPiFixed) : shifted / halfPiFixed;
  const remainder = value - n * halfPiFixed;
  const keep = 200n;
  const short = remainder >> (FRACTION_BITS - keep);
  const hi = Number(short);
  const scale = 2 ** -Number(keep);
  return { quadrant: Number(((n % 4n) + 4n) % 4n), hi: hi * scale, lo: Number(short - BigInt(hi)) * scale };
}

/** π/2 by Machin's formula, π/4 = 4 atan(1/5) − atan(1/239), with 32 guard bits. */
function computeHalfPi(): bigint {
  const one = 1n << (FRACTION_BITS + 32n);
  return (2n * (4n * inverseAtan(5n, one) - inverseAtan(239n, one))) >> 32n;
}

function inverseAtan(n: bigint, one: bigint): bigint {
  let power = one / n;
  let sum = power;
  for (let k = 3n, sign = -1n; power > 0n; k += 2n, sign = -sign) {
    power /= n * n;
    sum += (sign * power) / k;
  }
  return sum;
}
