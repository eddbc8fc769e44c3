/** Every composed operator against a float64 reference: values, and gradients by central differences. */
import { describe, expect, it } from "vitest";
import { convolve, convolveTransposed } from "../../../worldmodel/autodiff/convolution.ts";
import { gather } from "../../../worldmodel/autodiff/gather.ts";
import { input } from "../../../worldmodel/autodiff/value.ts";
import { convolution } from "../../../worldmodel/layers/convolution.ts";
import { COMPOSED_CASES } from "../support/composed-cases.ts";
import { expectedCase, measureCase } from "../support/evaluate-case.ts";
import { expectClose } from "../support/expect-close.ts";

/** As for primitives; sums of at most 150 terms of magnitude below 1, each rounded to 2⁻²⁴. */
const TOLERANCE = 1e-5;

describe.each([...new Set(COMPOSED_CASES.map(({ primitive }) => primitive))])("%s", (name) => {
  it.each(COMPOSED_CASES.filter((probe) => probe.primitive === name))(
    "computes the reference and has the finite difference's gradient $title",
    async (probe) => {
      const [found, wanted] = [await measureCase(probe, "cpu"), expectedCase(probe)];
      for (const [index, output] of found.outputs.entries()) expectClose(output, wanted.outputs[index]!, TOLERANCE);
      for (const [index, gradient] of found.gradients.entries())
        expectClose(gradient, wanted.gradients[index]!, TOLERANCE);
    },
  );
});

describe("shapes that do not fit", () => {
  it("name the layer and the kernel", () => {
    const small = input("x", [1, 3, 3, 2]);
    expect(() => convolution("vae.encoder.0", { outputs: 4, size: 4, stride: 2 })(small)).toThrow(
      "layer vae.encoder.0: convolve: a kernel of 4 with stride 2 does not fit 3×3 pixels",
    );
  });

  it("name what was required of a picture and of weights", () => {
    const kernel = { size: 2, stride: 1 };
    const x = input("x", [1, 3, 3, 2]);
    const bias = input("b", [4]);
    expect(() => convolve(input("flat", [9, 2]), input("w", [8, 4]), bias, kernel)).toThrow(
      "convolve: x must be [B,H,W,C], got [9,2]",
    );
    expect(() => convolve(x, input("w", [9, 4]), bias, kernel)).toThrow(
      "convolve: weight must be [size·size·C,O]=[8,4], got [9,4]",
    );
    expect(() => convolveTransposed(x, input("w", [2, 15]), bias, kernel)).toThrow(
      "convolveTransposed: weight must be [C,size·size·O]=[2,16], got [2,15]",
    );
  });

  it("name an index out of range", () => {
    expect(() => gather(input("x", [3, 2]), 0, [0, 3])).toThrow(
      "gather: indices must be whole numbers in [0, 3), got 3",
    );
  });
});
