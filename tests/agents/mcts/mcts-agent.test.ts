import { describe, expect, it } from "vitest";
import { createMctsAgent, runEpisode } from "../../../agents/index.ts";
import { StateError } from "../../../sim/core/index.ts";
import { createDoubleIntegrator, createPointDynamics, momentAt } from "../planning/double-integrator.ts";

describe("mcts agent", () => {
  it.each(["puct", "gumbel"] as const)("brings the mass to the origin and keeps it there, by %s", async (root) => {
    const agent = createMctsAgent(createPointDynamics(2), { root, horizon: 20 });
    let last = 9;
    await runEpisode(createDoubleIntegrator(120), agent, {
      seed: 1,
      options: { position: 1 },
      onStep: (_env, result) => {
        last = result.observation["state"]?.[0] ?? 9;
      },
    });
    expect(Math.abs(last)).toBeLessThan(0.1);
    const { lastPlan, lastSearch } = agent;
    expect(lastPlan?.actions.length).toBe(20);
    expect(lastSearch?.actions[lastSearch.chosen]).toBe(lastPlan?.actions[0]);
    expect(lastSearch?.principalVariation[0]).toBe(lastPlan?.actions[0]);
    // The tree goes on: more simulations are behind the last decision than the 50 of its own search.
    expect(lastSearch?.simulations).toBeGreaterThan(55);
  });

  it("holds an action for its decisions, telling its dynamics of each, and searches only then", async () => {
    const dynamics = createPointDynamics(1);
    const told: number[] = [];
    let rollouts = 0;
    const agent = createMctsAgent(
      {
        ...dynamics,
        advance: (belief, action, moment) => {
          told.push(action[0]!);
          return dynamics.advance(belief, action, moment);
        },
        rollout: (belief, actions, size) => {
          rollouts++;
          return dynamics.rollout(belief, actions, size);
        },
      },
      { horizon: 12, decisionsPerAction: 3, simulations: 20, leafBatch: 20, root: "puct" },
    );
    const { episode } = await runEpisode(createDoubleIntegrator(12), agent, { seed: 1, record: { scenarioHash: "h" } });
    const actions = [...(episode?.actions ?? [])];
    expect(actions.every((action, at) => action === actions[at - (at % 3)])).toBe(true);
    expect(new Set(actions).size).toBeGreaterThan(1);
    expect(told).toEqual(actions.slice(0, -1));
    expect(rollouts).toBe(4);
  });

  it("repeats an episode for the same seed, also when it is used again", async () => {
    const env = createDoubleIntegrator(20);
    const agent = createMctsAgent(createPointDynamics(1), { horizon: 5 });
    const play = (seed: number) => runEpisode(env, agent, { seed, record: { scenarioHash: "h" } });
    const first = await play(1);
    expect(await play(2)).not.toEqual(first);
    expect(await play(1)).toEqual(first);
  });

  it("refuses to act before it has begun", async () => {
    await expect(createMctsAgent(createPointDynamics(1)).act(momentAt([1, 0]))).rejects.toThrow(StateError);
  });
});
