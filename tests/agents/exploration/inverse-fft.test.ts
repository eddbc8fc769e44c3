import { describe, expect, it } from "vitest";
import { createInverseFft } from "../../../agents/exploration/inverse-fft.ts";
import { createRng, ShapeError } from "../../../sim/core/index.ts";

describe("the inverse Fourier transform", () => {
  it.each([1, 2, 8, 64])("of %i numbers is the sum that defines it", (length) => {
    const rng = createRng(length);
    const re = Float64Array.from({ length }, () => rng.normal());
    const im = Float64Array.from({ length }, () => rng.normal());
    const expected = Array.from({ length }, (_, t) => {
      const sum = [0, 0] as [number, number];
      for (let k = 0; k < length; k++) {
        const [c, s] = [Math.cos((2 * Math.PI * k * t) / length), Math.sin((2 * Math.PI * k * t) / length)];
        sum[0] += re[k]! * c - im[k]! * s;
        sum[1] += re[k]! * s + im[k]! * c;
      }
      return sum;
    });
    createInverseFft(length)(re, im);
    for (const [t, [real, imaginary]] of expected.entries()) {
      expect(re[t]).toBeCloseTo(real, 10);
      expect(im[t]).toBeCloseTo(imaginary, 10);
    }
  });

  it("refuses a length that is no power of two", () => {
    expect(() => createInverseFft(12)).toThrow(ShapeError);
  });
});
