import { describe, expect, it } from "vitest";
import { createActorAgent, runEpisode } from "../../../agents/index.ts";
import { StateError } from "../../../sim/core/index.ts";
import { createDoubleIntegrator, createPointDynamics } from "../planning/double-integrator.ts";

describe("an actor that acts alone", () => {
  it("does at each decision what its policy chooses for the belief by then", async () => {
    const env = createDoubleIntegrator(200);
    const agent = createActorAgent({
      dynamics: createPointDynamics(1),
      // The damped feedback of the linear controller's test, in the units of the actions.
      choose: async ([x = 0, v = 0]) => Float32Array.of(2 * Math.tanh(-2 * x - 2.5 * v)),
    });
    let last = 9;
    const { decisions } = await runEpisode(env, agent, {
      seed: 3,
      onStep: (_env, result) => {
        last = result.observation["state"]?.[0] ?? 9;
      },
    });
    expect(decisions).toBe(200);
    expect(Math.abs(last)).toBeLessThan(0.01);
  });

  it("must begin before it acts", async () => {
    const agent = createActorAgent({ dynamics: createPointDynamics(1), choose: async () => new Float32Array(1) });
    const moment = { observation: { state: Float32Array.of(0, 0) }, snapshot: () => ({}) as never };
    await expect(agent.act(moment)).rejects.toThrow(
      new StateError("actor agent: begin must come before act, it did not"),
    );
  });
});
