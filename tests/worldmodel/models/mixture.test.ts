/** Where M's means lie. */
import { describe, expect, it } from "vitest";
import { constant, input } from "../../../worldmodel/autodiff/value.ts";
import { type MixtureOptions, mixtureHeads, mixtureOf } from "../../../worldmodel/models/mixture.ts";
import { runGraph } from "../support/run-graph.ts";

const SIZES = { latents: 3, mixtures: 2 };
const Z = Float32Array.of(5, -7, 11);
/** Of two components. */
const OFFSETS = Float32Array.of(1, 2, 3, -1, -2, -3);

async function means(residual: MixtureOptions["residual"], gate: number): Promise<readonly number[]> {
  const columns = (value: Float32Array) => constant(value, [1, value.length]);
  const heads = [new Float32Array(6), OFFSETS, new Float32Array(6), new Float32Array(6).fill(gate)];
  const { mean } = mixtureOf({ ...SIZES, residual }, heads.map(columns), input("z", [1, 3]));
  const found = await runGraph({ mean }, { z: { shape: [1, 3], data: Z } });
  return [...found["mean"]!];
}

describe("M's means", () => {
  it("are what the heads say, or offsets from z", async () => {
    expect(await means(false, 0)).toEqual([...OFFSETS]);
    expect(await means(true, 0)).toEqual([6, -5, 14, 4, -9, 8]);
  });

  it("are offsets from the part of z that gates let through", async () => {
    expect(await means("gated", -200)).toEqual([...OFFSETS]);
    expect(await means("gated", 200)).toEqual([6, -5, 14, 4, -9, 8]);
    // σ(ln 4) = 0.8; gates begin with 3 more.
    for (const [at, mean] of (await means("gated", Math.log(4) - 3)).entries())
      expect(mean).toBeCloseTo(OFFSETS[at]! + 0.8 * Z[at % 3]!, 5);
  });

  it("take a head for the gates, and a joint mixture one logit for a component", () => {
    expect(mixtureHeads({ ...SIZES, residual: true })).toEqual([6, 6, 6]);
    expect(mixtureHeads({ ...SIZES, residual: "gated", joint: true })).toEqual([2, 6, 6, 6]);
  });
});
