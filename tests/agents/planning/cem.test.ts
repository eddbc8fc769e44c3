import { describe, expect, it } from "vitest";
import {
  cemOptions,
  createCemAgent,
  createCemWorkspace,
  planCem,
  runEpisode,
  shiftWarmStart,
} from "../../../agents/index.ts";
import { createRng, ShapeError, SpecError, StateError } from "../../../sim/core/index.ts";
import { createDoubleIntegrator, createPointDynamics, momentAt, type Point, push } from "./double-integrator.ts";

const start: Point = [1, 0];

describe("planCem", () => {
  it("finds the optimum of a problem whose answer is known", async () => {
    // One decision of one step from x = 1, v = −6: the reward −(x + dt·(v + dt·a))² is best for 0.7 + 0.0025·a = 0, beyond the
    // bounds, so a = −2. From v = −20.004 it is 0 at a = (1 − 0.05·20.004)/−0.0025 = 0.08.
    const options = cemOptions({ horizon: 1, candidates: 64, elites: 8, iterations: 8, initialStd: 1, minStd: 0 });
    const plan = async (velocity: number): Promise<number> =>
      (await planCem(createPointDynamics(1), [1, velocity], { options, rng: createRng(1) })).actions[0]!;
    expect(await plan(-6)).toBeCloseTo(-2, 2);
    expect(await plan(-20.004)).toBeCloseTo(0.08, 2);
  });

  it("predicts what then happens when its plan is carried out", async () => {
    const plan = await planCem(createPointDynamics(2), start, {
      options: cemOptions({ horizon: 10 }),
      rng: createRng(2),
    });
    let point = start;
    const rewards = Array.from(plan.actions, (force) => {
      point = push(point, force);
      const first = -(point[0] ** 2);
      point = push(point, force);
      return first - point[0] ** 2;
    });
    rewards.forEach((reward, t) => {
      expect(plan.rewards[t]).toBeCloseTo(reward, 5);
    });
    expect(plan.predictedReturn).toBeCloseTo(
      rewards.reduce((sum, reward) => sum + reward, 0),
      4,
    );
    expect(plan.bestReturns.at(-1)).toBeCloseTo(plan.predictedReturn, 10);
    // Kept elites and the mean make the last iteration no worse than the first.
    expect(plan.bestReturns.at(-1)).toBeGreaterThanOrEqual(plan.bestReturns[0]!);
  });

  it("gives the same plan for the same seed, with or without a workspace of its own", async () => {
    const options = cemOptions({ horizon: 6, noiseBeta: 2, choose: "mean" });
    const dynamics = createPointDynamics(1);
    const workspace = createCemWorkspace(dynamics, options);
    const fresh = await planCem(dynamics, start, { options, rng: createRng(3) });
    await planCem(dynamics, [2, 1], { options, rng: createRng(9), workspace });
    expect(await planCem(dynamics, start, { options, rng: createRng(3), workspace })).toEqual(fresh);
  });

  it("stays within the bounds", async () => {
    const options = cemOptions({ horizon: 5, initialStd: 10 });
    const dynamics = createPointDynamics(1);
    let largest = 0;
    await planCem(
      {
        ...dynamics,
        rollout: (belief, actions, size) => {
          largest = actions.reduce((most, action) => Math.max(most, Math.abs(action)), largest);
          return dynamics.rollout(belief, actions, size);
        },
      },
      start,
      { options, rng: createRng(4) },
    );
    expect(largest).toBe(2);
  });

  it("survives candidates that are not finite, and says so when all of them are", async () => {
    const options = cemOptions({ horizon: 5, candidates: 40, elites: 10 });
    const mostly = createPointDynamics(1, ({ rewards }) => rewards.fill(Number.NaN, 0, 38 * 5));
    const plan = await planCem(mostly, start, { options, rng: createRng(5) });
    expect(plan.actions.every(Number.isFinite)).toBe(true);
    expect(plan.warmStart.elites.length).toBe(2 * 5);
    const all = createPointDynamics(1, ({ rewards }) => rewards.fill(Number.NaN));
    await expect(planCem(all, start, { options, rng: createRng(5) })).rejects.toThrow(
      new StateError("planCem: a candidate's return must be finite, got 40 of 40 that are not (true dynamics)"),
    );
  });

  it("refuses a warm start of another horizon, and names the part that does not fit", async () => {
    const options = cemOptions({ horizon: 5, candidates: 40, elites: 10 });
    const planFrom = (mean: number, elites: number): Promise<unknown> => {
      const warmStart = { mean: new Float64Array(mean), elites: new Float32Array(elites) };
      return planCem(createPointDynamics(1), start, { options, rng: createRng(7), warmStart });
    };
    await expect(planFrom(4, 0)).rejects.toThrow(new ShapeError("planCem: warmStart.mean must be [T,A]=[5], got [4]"));
    const message = "planCem: warmStart.elites must be [E,T,A] with at most 10 of [5] each, got";
    await expect(planFrom(5, 55)).rejects.toThrow(new ShapeError(`${message} [55]`));
    await expect(planFrom(5, 7)).rejects.toThrow(new ShapeError(`${message} [7]`));
  });

  it("starts from the shifted plan of the decision before", () => {
    const warm = { mean: Float64Array.of(1, 2, 3, 4, 5, 6), elites: Float32Array.of(6, 5, 4, 3, 2, 1) };
    const shifted = shiftWarmStart(warm, 2, 0.5, createRng(6));
    expect([...shifted.mean]).toEqual([3, 4, 5, 6, 0, 0]);
    expect([...shifted.elites.subarray(0, 4)]).toEqual([4, 3, 2, 1]);
    expect(shifted.elites.subarray(4).every((u) => u !== 0 && Math.abs(u) <= 1)).toBe(true);
  });

  it("refuses options that make no sense, naming the field", () => {
    expect(() => cemOptions({ elites: 300 })).toThrow(
      new SpecError("cemOptions: elites must be at most candidates = 256, got 300"),
    );
    expect(() => cemOptions({ horizon: 1.5 })).toThrow("cemOptions: horizon must be a positive integer, got 1.5");
  });
});

describe("cem agent", () => {
  it.each(["best", "mean"] as const)(
    "brings the mass to the origin and keeps it there, choosing the %s",
    async (choose) => {
      const env = createDoubleIntegrator(100);
      const agent = createCemAgent(createPointDynamics(2), { horizon: 15, candidates: 100, elites: 10, choose });
      let last = 9;
      const outcome = await runEpisode(env, agent, {
        seed: 1,
        options: { position: 1 },
        onStep: (_env, result) => {
          last = result.observation["state"]?.[0] ?? 9;
        },
      });
      expect(outcome.decisions).toBe(50);
      expect(Math.abs(last)).toBeLessThan(0.05);
      expect(agent.lastPlan?.actions.length).toBe(15);
    },
  );

  it("repeats an episode for the same seed, also when it is used again", async () => {
    const env = createDoubleIntegrator(20);
    const agent = createCemAgent(createPointDynamics(1), { horizon: 5, candidates: 20, elites: 4 });
    const play = (seed: number) => runEpisode(env, agent, { seed, record: { scenarioHash: "h" } });
    const first = await play(1);
    expect(await play(2)).not.toEqual(first);
    expect(await play(1)).toEqual(first);
  });

  it("adds noise within the bounds to explore, and tells its model what was really done", async () => {
    const told: number[] = [];
    const dynamics = createPointDynamics(1);
    const agent = createCemAgent(
      {
        ...dynamics,
        advance: (belief, action, moment) => {
          told.push(action[0]!);
          return dynamics.advance(belief, action, moment);
        },
      },
      { horizon: 5, candidates: 20, elites: 4 },
      { actionNoise: 0.5 },
    );
    const { episode } = await runEpisode(createDoubleIntegrator(30), agent, { seed: 1, record: { scenarioHash: "h" } });
    const actions = [...(episode?.actions ?? [])];
    expect(told).toEqual(actions.slice(0, -1));
    expect(actions.every((action) => Math.abs(action) <= 2)).toBe(true);
    expect(actions.at(-1)).not.toBe(agent.lastPlan?.actions[0]);
  });

  it("refuses to act before it has begun", async () => {
    await expect(createCemAgent(createPointDynamics(1)).act(momentAt(start))).rejects.toThrow(StateError);
  });
});
