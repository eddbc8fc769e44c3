import { describe, expect, it } from "vitest";
import { atan2, cos, exp, log, pow, sin } from "../../../sim/core/deterministic-math.ts";
import { ARCTANGENT, CIRCULAR, EXPONENTIAL, LOGARITHM, POWER } from "./elementary-values.ts";

describe("deterministic math", () => {
  it("computes sine and cosine to 1 ulp, huge angles included", () => {
    for (const [x, sine, cosine] of CIRCULAR) {
      expect(ulpDistance(sin(x), sine), `sin(${x})`).toBeLessThanOrEqual(1);
      expect(ulpDistance(cos(x), cosine), `cos(${x})`).toBeLessThanOrEqual(1);
      expect(ulpDistance(sin(-x), -sine), `sin(${-x})`).toBeLessThanOrEqual(1);
    }
  });

  it("computes the exponential to 1 ulp, subnormal results included", () => {
    for (const [x, value] of EXPONENTIAL) expect(ulpDistance(exp(x), value), `exp(${x})`).toBeLessThanOrEqual(1);
  });

  it("computes the logarithm to 1 ulp, subnormal arguments included", () => {
    for (const [x, value] of LOGARITHM) expect(ulpDistance(log(x), value), `log(${x})`).toBeLessThanOrEqual(1);
  });

  it("computes atan2 to 1 ulp in every quadrant", () => {
    for (const [y, x, value] of ARCTANGENT) {
      expect(ulpDistance(atan2(y, x), value), `atan2(${y}, ${x})`).toBeLessThanOrEqual(1);
    }
  });

  // The logarithm is wrong by an ulp and its product with y by half of one more; the exponential turns that into a relative error.
  it("computes powers as exactly as the logarithm's rounding lets the exponential be", () => {
    for (const [x, y, value] of POWER) {
      const bound = 1 + 3 * Math.abs(y * log(x));
      expect(ulpDistance(pow(x, y), value), `pow(${x}, ${y})`).toBeLessThanOrEqual(bound);
    }
  });

  // ECMA-262, Number::exponentiate, fixes these.
  it("takes powers of zero, one, infinity and NaN as ECMAScript does, and none of a negative number", () => {
    const specials = [0, 1, Number.POSITIVE_INFINITY, Number.NaN];
    for (const x of specials) {
      for (const y of [...specials, -1, Number.NEGATIVE_INFINITY]) expect(pow(x, y), `pow(${x}, ${y})`).toBe(x ** y);
    }
    expect(pow(-2, 2)).toBeNaN();
  });

  // ECMA-262 fixes the results of these arguments exactly, so the engine's own functions are the reference.
  it("treats zeros, infinities and NaN as ECMAScript does", () => {
    const specials = [0, -0, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
    for (const x of specials) {
      if (Math.abs(x) !== 1) {
        expect(sin(x)).toBe(Math.sin(x));
        expect(cos(x)).toBe(Math.cos(x));
        expect(exp(x)).toBe(Math.exp(x));
      }
      expect(log(x)).toBe(Math.log(x));
      for (const y of specials) expect(atan2(y, x), `atan2(${y}, ${x})`).toBe(Math.atan2(y, x));
    }
    expect(exp(710)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(-746)).toBe(0);
  });
});

/** Number of doubles between two values. */
function ulpDistance(a: number, b: number): number {
  const view = new DataView(new ArrayBuffer(8));
  const order = (x: number): bigint => {
    view.setFloat64(0, x);
    const raw = view.getBigInt64(0);
    return raw < 0n ? -(raw & 0x7fffffffffffffffn) : raw;
  };
  const distance = order(a) - order(b);
  return Number(distance < 0n ? -distance : distance);
}
