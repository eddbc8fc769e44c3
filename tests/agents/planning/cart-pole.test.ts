import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createBrownianAgent,
  createPlanner,
  createPlanningAgent,
  planWith,
  runEpisode,
} from "../../../agents/index.ts";
import { loadScenario } from "../../../scenarios/index.ts";
import {
  createEnv,
  createPhysicsDynamics,
  createRng,
  type Env,
  openDataset,
  openDatasetWriter,
  type Scenario,
  ShapeError,
  scenarioHash,
} from "../../../sim/index.ts";
import { createPointDynamics } from "./double-integrator.ts";

describe("agents on the cart-pole", () => {
  let scenario: Scenario;
  let env: Env;
  beforeAll(async () => {
    scenario = await loadScenario("cartpole-swingup");
    env = await createEnv(scenario);
  });
  afterAll(() => {
    env.close();
  });

  it("records an exploring episode that comes back from the disk as it was played", async () => {
    const dir = await mkdtemp(join(tmpdir(), "craik-cart-pole-"));
    try {
      const hash = await scenarioHash(scenario);
      const agent = createBrownianAgent(env.actionSpace, { actionRepeat: 4 });
      const { episode } = await runEpisode(env, agent, { seed: 1, record: { scenarioHash: hash } });
      if (episode === undefined) throw new Error("the episode must have been recorded");
      expect(episode).toMatchObject({ scenario: "cartpole-swingup", steps: 1000, terminated: false, truncated: true });
      const writer = await openDatasetWriter(dir, episode);
      await writer.append(episode);
      await writer.close();
      const dataset = await openDataset(dir, { scenario: "cartpole-swingup", scenarioHash: hash });
      expect(await dataset.readEpisode(0)).toEqual(episode);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });

  it("says so where a planner's dynamics have another action space than the world", async () => {
    const { actionSpace, ...dynamics } = createPointDynamics(4);
    const two = { ...actionSpace, shape: [2], low: [-1, -1], high: [1, 1], names: ["a", "b"], units: ["1", "1"] };
    const agent = createPlanningAgent(
      { ...dynamics, actionSpace: two },
      createPlanner("icem", { horizon: 2, candidates: 8, elites: 2, iterations: 1 }),
    );
    await expect(runEpisode(env, agent, { seed: 1 })).rejects.toThrow(
      new ShapeError("cartpole-swingup: step: action must be [A]=[1], got [2]"),
    );
  });

  it.each([
    ["cem", { choose: "best" }],
    ["icem", {}],
    ["mppi", { choose: "sampled" }],
  ] as const)("plans with %s in the true physics what then happens", async (name, choose) => {
    const dynamics = await createPhysicsDynamics(scenario, { actionRepeat: 4 });
    try {
      const { observation } = env.reset({ seed: 2 });
      const snapshot = env.snapshot();
      const belief = await dynamics.begin({ observation, snapshot: () => snapshot });
      const planner = createPlanner(name, { horizon: 10, candidates: 24, elites: 4, iterations: 3, ...choose });
      const plan = await planWith(planner, dynamics, belief, { rng: createRng(3) });
      let total = 0;
      for (const action of plan.actions) for (let held = 0; held < 4; held++) total += env.step([action]).reward;
      // The physics repeats itself to the bit; only the sums of four rewards are rounded to float32.
      expect(plan.predictedReturn).toBeCloseTo(total, 5);
    } finally {
      await dynamics.dispose();
    }
  });
});
