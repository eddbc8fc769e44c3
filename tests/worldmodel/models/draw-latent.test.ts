/** Draws of z from a mixture of two components. */
import { describe, expect, it } from "vitest";
import { createRng, ShapeError } from "../../../sim/core/index.ts";
import { constant, input } from "../../../worldmodel/autodiff/value.ts";
import { drawLatent, fillUniform, gumbel } from "../../../worldmodel/models/draw-latent.ts";
import { runGraph } from "../support/run-graph.ts";

const MEANS = [1, 2, 10, 20];
const LOG_DEVIATIONS = [0, Math.log(3), 0, 0];

/** z of two latents. logits and preference: of each component, for each latent or for both. */
async function draw(
  logits: readonly number[],
  preference: readonly number[],
  temperature: number,
): Promise<readonly number[]> {
  const width = logits.length / 2;
  const mixture = {
    mixtureLogits: constant(Float32Array.from(logits), [1, 2, width]),
    mean: constant(Float32Array.from(MEANS), [1, 2, 2]),
    logDeviation: constant(Float32Array.from(LOG_DEVIATIONS), [1, 2, 2]),
  };
  const drawn = {
    deviate: input("deviate", [1, 1, 2]),
    preference: constant(Float32Array.from(preference), [1, 2, width]),
  };
  const deviate = { shape: [1, 1, 2], data: Float32Array.of(1, -2) };
  return [...(await runGraph({ z: drawLatent(mixture, drawn, temperature) }, { deviate }))["z"]!];
}

describe("a draw of z", () => {
  it("takes for each latent the component whose logit and preference are greatest together", async () => {
    // First latent: 0 + 1 against 2 + 0, the second component; second latent: 0 + 3 against 2 + 0, the first.
    expect(await draw([0, 0, 2, 2], [1, 3, 0, 0], 1)).toEqual([10 + 1, expect.closeTo(2 - 3 * 2, 5)]);
  });

  it("takes one component for all latents of a joint mixture", async () => {
    expect(await draw([0, 2], [3, 0], 1)).toEqual([1 + 1, expect.closeTo(2 - 3 * 2, 5)]);
  });

  it("divides logits by the temperature and multiplies deviations by its root", async () => {
    // 0 + 1 against 2 / 4 + 0: the first component, which it is not at τ = 1.
    expect(await draw([0, 2], [1, 0], 4)).toEqual([1 + 2 * 1, expect.closeTo(2 - 2 * 3 * 2, 5)]);
  });

  it("takes components as often as their weights say", async () => {
    const rows = 4000;
    const uniform = new Float32Array(2 * rows);
    fillUniform(uniform, createRng(1));
    const flat = (values: readonly number[]): Float32Array =>
      Float32Array.from({ length: values.length * rows }, (_, at) => values[at % values.length]!);
    const mixture = {
      mixtureLogits: constant(flat([0, Math.log(3)]), [rows, 2, 1]),
      mean: constant(flat([0, 1]), [rows, 2, 1]),
      logDeviation: constant(flat([0, 0]), [rows, 2, 1]),
    };
    const deviate = constant(new Float32Array(rows), [rows, 1, 1]);
    const z = drawLatent(mixture, { deviate, preference: gumbel(input("uniform", [rows, 2, 1])) }, 1);
    const drawn = await runGraph({ z }, { uniform: { shape: [rows, 2, 1], data: uniform } });
    const share = drawn["z"]!.reduce((sum, value) => sum + value, 0) / rows;
    // ¾, within four standard errors of 4,000 draws.
    expect(Math.abs(share - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / rows));
  });

  it("refuses a mean of another shape", () => {
    const flat = constant(new Float32Array(4), [2, 2]);
    const drawn = { deviate: flat, preference: flat };
    expect(() => drawLatent({ mixtureLogits: flat, mean: flat, logDeviation: flat }, drawn, 1)).toThrow(ShapeError);
  });
});
