import { describe, expect, it } from "vitest";
import {
  createPlanner,
  createPlanningAgent,
  type Planner,
  type PlannerName,
  runEpisode,
} from "../../../agents/index.ts";
import { StateError } from "../../../sim/core/index.ts";
import { createDoubleIntegrator, createPointDynamics, momentAt } from "./double-integrator.ts";

const few = (name: PlannerName): Planner =>
  createPlanner(name, { horizon: 5, candidates: 20, elites: 4, iterations: 3 });

describe("planning agent", () => {
  it.each([
    ["cem", { choose: "mean" }],
    ["cem", { choose: "best" }],
    ["icem", {}],
    ["mppi", { choose: "mean", temperature: 5 }],
    ["mppi", { choose: "sampled", temperature: 5 }],
  ] as const)("%s brings the mass to the origin and keeps it there: %j", async (name, choose) => {
    const env = createDoubleIntegrator(100);
    const planner = createPlanner(name, {
      horizon: 15,
      candidates: 100,
      elites: 10,
      iterations: 5,
      minStd: 0.05,
      ...choose,
    });
    const agent = createPlanningAgent(createPointDynamics(2), planner);
    let last = 9;
    const outcome = await runEpisode(env, agent, {
      seed: 1,
      options: { position: 1 },
      onStep: (_env, result) => {
        last = result.observation["state"]?.[0] ?? 9;
      },
    });
    expect(agent.name).toBe(name);
    expect(outcome.decisions).toBe(50);
    expect(Math.abs(last)).toBeLessThan(0.05);
    expect(agent.lastPlan?.actions.length).toBe(15);
  });

  it("repeats an episode for the same seed, also when it is used again", async () => {
    const env = createDoubleIntegrator(20);
    const agent = createPlanningAgent(createPointDynamics(1), few("icem"));
    const play = (seed: number) => runEpisode(env, agent, { seed, record: { scenarioHash: "h" } });
    const first = await play(1);
    expect(await play(2)).not.toEqual(first);
    expect(await play(1)).toEqual(first);
  });

  it("adds noise within the bounds to explore, and tells its model what was really done", async () => {
    const told: number[] = [];
    const dynamics = createPointDynamics(1);
    const agent = createPlanningAgent(
      {
        ...dynamics,
        advance: (belief, action, moment) => {
          told.push(action[0]!);
          return dynamics.advance(belief, action, moment);
        },
      },
      few("icem"),
      { actionNoise: 0.5 },
    );
    const { episode } = await runEpisode(createDoubleIntegrator(30), agent, { seed: 1, record: { scenarioHash: "h" } });
    const actions = [...(episode?.actions ?? [])];
    expect(told).toEqual(actions.slice(0, -1));
    expect(actions.every((action) => Math.abs(action) <= 2)).toBe(true);
    expect(actions.at(-1)).not.toBe(agent.lastPlan?.actions[0]);
  });

  it("refuses to act before it has begun", async () => {
    const agent = createPlanningAgent(createPointDynamics(1), few("mppi"));
    await expect(agent.act(momentAt([1, 0]))).rejects.toThrow(
      new StateError("mppi agent: begin must come before act, it did not"),
    );
  });
});
