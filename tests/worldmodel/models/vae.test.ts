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

describe("V of a state with an angle that goes round", () => {
  const options: VaeOptions = { kind: "perceptron", observations: 2, latents: 3, hidden: [5], turning: [1] };
  const normalisation = { mean: [1, 10], std: [2, 20] };

  it("sees its sine and cosine behind the normalised state, and gives the state back", async () => {
    const model = vae(options, normalisation);
    const seen = model.see(input("observation", [2, 2]));
    const z = input("z", [1, 3]);
    const [whole, observation] = [model.decodeSeen(z), model.decode(z)];
    const graph = await openGraph({ seen, whole, decoded: observation }, initialParameters([whole], createRng(2)));
    const found = await graph.run({ observation: [5, 0.5, 1, 0.5 + 8 * Math.PI], z: [1, -1, 0.5] });
    await graph.dispose();
    const [near, far] = [Math.sin(0.5), Math.cos(0.5)];
    // Sines of float32 angles: 26 · 2⁻²⁴ = 1.5e-6.
    for (const [at, value] of [2, -0.475, near, far, 0, (8 * Math.PI - 9.5) / 20, near, far].entries())
      expect(found["seen"]?.[at]).toBeCloseTo(value, 5);
    expect(found["whole"]).toHaveLength(4);
    expect(found["decoded"]?.[0]).toBeCloseTo(1 + 2 * found["whole"]![0]!, 5);
    expect(found["decoded"]).toHaveLength(2);
  });
});

describe("V without networks", () => {
  const sizes = { kind: "standardised", observations: 2, turning: [1], posteriorStd: 0.02 } as const;
  const normalisation = { mean: [1, 10], std: [2, 20] };

  it("has no parameters, and z is what it sees, as sure as it is told", async () => {
    const model = vae({ ...sizes, latents: 4 }, normalisation);
    const observation = input("observation", [2, 2]);
    const { mu, logVar } = model.encode(observation);
    const decoded = model.decode(mu);
    expect(parameterCount(initialParameters([mu, logVar, decoded], createRng(0)))).toBe(0);
    const graph = await openGraph({ mu, logVar, decoded, seen: model.see(observation) }, new Map());
    const found = await graph.run({ observation: [5, 0.5, -3, 400] });
    await graph.dispose();
    expect(found["mu"]).toEqual(found["seen"]);
    expect([...found["mu"]!].slice(0, 2)).toEqual([2, Math.fround(-0.475)]);
    // Halves of the logarithm of a variance are those of deviations.
    for (const value of found["logVar"]!) expect(Math.exp(value / 2)).toBeCloseTo(0.02, 7);
    for (const [at, value] of [5, 0.5, -3, 400].entries()) expect(found["decoded"]?.[at]).toBeCloseTo(value, 4);
  });

  it("refuses another number of latents", () => {
    expect(() => vae({ ...sizes, latents: 3 }, normalisation)).toThrow(
      new ShapeError("vae: 4 latents required, one for each element that V sees, got 3"),
    );
  });
});
