/** V: sizes against the publication, shapes, and pictures in and out. */
import { describe, expect, it } from "vitest";
import { createRng, ShapeError } from "../../../sim/core/index.ts";
import { input } from "../../../worldmodel/autodiff/value.ts";
import { initialParameters, parameterCount } from "../../../worldmodel/models/parameters.ts";
import { PIXEL_NORMALISATION, type VaeOptions, vae } from "../../../worldmodel/models/vae.ts";
import { openGraph } from "../support/open-graph.ts";

const PIXELS = 64 * 64 * 3;
const PAPER = { kind: "convolutional", observations: PIXELS, channels: [32, 64, 128, 256] } as const;
const SMALL: VaeOptions = { kind: "convolutional", observations: PIXELS, latents: 2, channels: [2, 2, 2, 2] };

function countOf(options: VaeOptions): number {
  const { encode, decode } = vae(options, PIXEL_NORMALISATION);
  const { mu, logVar } = encode(input("observation", [1, options.observations]));
  return parameterCount(initialParameters([mu, logVar, decode(input("z", [1, options.latents]))], createRng(0)));
}

describe("V of pixels", () => {
  it.each([
    ["CarRacing", 32, 4_348_547],
    ["TakeCover", 64, 4_446_915],
  ])("has as many parameters as Ha & Schmidhuber's for %s (their appendix A)", (_task, latents, parameters) => {
    expect(countOf({ ...PAPER, latents })).toBe(parameters);
  });

  it("decodes to bytes' range, however far z lies from the data", async () => {
    const model = vae(SMALL, PIXEL_NORMALISATION);
    const picture = model.decode(input("z", [2, 2]));
    const graph = await openGraph({ picture }, initialParameters([picture], createRng(3)));
    const { picture: found } = await graph.run({ z: [1000, -1000, 0, 1] });
    await graph.dispose();
    expect(found).toHaveLength(2 * PIXELS);
    for (const value of found ?? []) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(255);
    }
  });

  it("refuses other pictures, and says which it takes", () => {
    expect(() => vae({ ...SMALL, observations: 32 * 32 * 3 }, PIXEL_NORMALISATION)).toThrow(
      new ShapeError("vae: pictures of 64×64×3 = 12288 elements required, got 3072"),
    );
  });
});
