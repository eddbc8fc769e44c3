import { describe, expect, it } from "vitest";
import {
  controllerActionInto,
  controllerParameterCount,
  createControllerAgent,
  runEpisode,
} from "../../../agents/index.ts";
import { ShapeError } from "../../../sim/core/index.ts";
import { createDoubleIntegrator, createPointDynamics } from "../planning/double-integrator.ts";

describe("linear controller", () => {
  it("has 867 parameters for Ha & Schmidhuber's CarRacing", () => {
    expect(controllerParameterCount(32 + 256, 3)).toBe(867);
  });

  it("computes tanh(W·features + b)", () => {
    // Math.tanh is the reference: within 1 ulp, far below float32.
    const out = new Float32Array(2);
    controllerActionInto(Float32Array.of(1, 2, -3, 0.5, 0.25, -40), [0.5, -1], out);
    expect([...out]).toEqual([Math.tanh(0.5 - 2 + 0.25), Math.tanh(-1.5 - 0.5 - 40)].map(Math.fround));
    controllerActionInto(Float32Array.of(0, 0, 400, -400), [0], new Float32Array(2));
    controllerActionInto(Float32Array.of(0, 400), [0], out.subarray(0, 1));
    expect(out[0]).toBe(1);
  });

  it("refuses parameters that do not fit the features", () => {
    expect(() => controllerActionInto(new Float32Array(5), [1, 2], new Float32Array(2))).toThrow(
      new ShapeError("controllerActionInto: parameters must be [F·A+A]=[6] for 2 features and 2 actions, got [5]"),
    );
  });

  it("acts on the features of the belief, scaled to the action space", async () => {
    // Damped feedback −(2x + 2.5v) brings the mass to rest: both poles of v̇ = −4x − 5v (doubled by the range ±2) are negative.
    const env = createDoubleIntegrator(200);
    const agent = createControllerAgent({
      parameters: Float32Array.of(-2, -2.5, 0),
      dynamics: createPointDynamics(1),
      featuresOf: (belief) => belief,
    });
    let last = 9;
    await runEpisode(env, agent, {
      seed: 3,
      onStep: (_env, result) => {
        last = result.observation["state"]?.[0] ?? 9;
      },
    });
    expect(Math.abs(last)).toBeLessThan(0.01);
  });

  it("explores with Gaussian noise of the given width, the same for the same seed", async () => {
    const actions = async (seed: number, actionNoise: number): Promise<readonly number[]> => {
      const env = createDoubleIntegrator(200);
      // All zero: without noise the action is the middle of the range.
      const parameters = new Float32Array(3);
      const dynamics = createPointDynamics(1);
      const agent = createControllerAgent({ parameters, dynamics, featuresOf: (belief) => belief }, { actionNoise });
      const { episode } = await runEpisode(env, agent, { seed, record: { scenarioHash: "point" } });
      return [...(episode?.actions ?? [])];
    };
    expect(new Set(await actions(3, 0))).toEqual(new Set([0]));
    const noisy = await actions(3, 0.2);
    expect(await actions(3, 0.2)).toEqual(noisy);
    expect(await actions(4, 0.2)).not.toEqual(noisy);
    // 0.2 half ranges of ±2; the standard error of a deviation from n draws is about 1/√(2n) of it.
    const variance = noisy.reduce((sum, action) => sum + action * action, 0) / noisy.length;
    expect(Math.abs(Math.sqrt(variance) / 0.4 - 1)).toBeLessThan(4 / Math.sqrt(2 * noisy.length));
  });
});
