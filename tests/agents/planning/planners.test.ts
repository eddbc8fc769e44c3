import { describe, expect, it } from "vitest";
import {
  createPlanner,
  createPlanWorkspace,
  type Plan,
  type PlanInput,
  type PlannerName,
  planWith,
} from "../../../agents/index.ts";
import { createRng, type Dynamics, ShapeError, SpecError, StateError } from "../../../sim/core/index.ts";
import { actionSpace, createPointDynamics, type Point, push } from "./double-integrator.ts";

const start: Point = [1, 0];
const WHERE: Readonly<Record<PlannerName, string>> = { cem: "planCem", icem: "planIcem", mppi: "planMppi" };

describe.each(["cem", "icem", "mppi"] as const)("planner %s", (name) => {
  const small = { horizon: 5, candidates: 40, elites: 10, iterations: 4 };
  const planFrom = (
    dynamics: Dynamics<Point>,
    options: object,
    input: Partial<PlanInput<unknown>> = {},
  ): Promise<Plan> =>
    planWith(createPlanner(name, { ...small, ...options }), dynamics, start, { rng: createRng(5), ...input });

  it("finds the optimum of a problem whose answer is known", async () => {
    // One decision of one step from x = 1, v = −6: the reward −(x + dt·(v + dt·a))² is best for 0.7 + 0.0025·a = 0, beyond the
    // bounds, so a = −2. From v = −20.004 it is 0 at a = (1 − 0.05·20.004)/−0.0025 = 0.08.
    const wide = name === "mppi" ? { temperature: 1e7 } : { initialStd: 1 };
    const planner = createPlanner(name, { horizon: 1, candidates: 64, elites: 8, iterations: 8, minStd: 0, ...wide });
    const plan = async (velocity: number): Promise<number> =>
      (await planWith(planner, createPointDynamics(1), [1, velocity], { rng: createRng(1) })).actions[0]!;
    expect(await plan(-6)).toBeCloseTo(-2, 2);
    expect(await plan(-20.004)).toBeCloseTo(0.08, 2);
  });

  it("predicts what then happens when the candidate that it chose is carried out", async () => {
    const choose = { cem: { choose: "best" }, icem: {}, mppi: { choose: "sampled" } }[name];
    const plan = await planFrom(createPointDynamics(2), { ...choose, horizon: 10 });
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
    expect(plan.bestReturns.at(-1)).toBeGreaterThanOrEqual(plan.predictedReturn);
  });

  it("gives the same plan for the same seed, with or without a workspace of its own", async () => {
    const dynamics = createPointDynamics(1);
    const workspace = createPlanWorkspace(dynamics, createPlanner(name, small).options);
    const fresh = await planFrom(dynamics, {}, { rng: createRng(3) });
    await planFrom(dynamics, {}, { rng: createRng(9), workspace });
    expect(await planFrom(dynamics, {}, { rng: createRng(3), workspace })).toEqual(fresh);
    expect(await planFrom(dynamics, {}, { rng: createRng(4), workspace })).not.toEqual(fresh);
  });

  it("stays within the bounds, and searches up to them", async () => {
    const dynamics = createPointDynamics(1);
    let largest = 0;
    const watched: Dynamics<Point> = {
      ...dynamics,
      rollout: (belief, actions, size) => {
        largest = actions.reduce((most, action) => Math.max(most, Math.abs(action)), largest);
        return dynamics.rollout(belief, actions, size);
      },
    };
    await planFrom(watched, name === "mppi" ? { maxStd: 10 } : { initialStd: 10 });
    expect(largest).toBe(2);
  });

  it("survives candidates that are not finite, and says so when all of them are", async () => {
    const mostly = createPointDynamics(1, ({ rewards }) => rewards.fill(Number.NaN, 0, rewards.length - 10));
    const plan = await planFrom(mostly, {});
    expect([...plan.actions, ...plan.rewards, plan.predictedReturn].every(Number.isFinite)).toBe(true);
    const all = createPointDynamics(1, ({ rewards }) => rewards.fill(Number.POSITIVE_INFINITY));
    await expect(planFrom(all, {})).rejects.toThrow(
      new StateError(`${WHERE[name]}: a candidate's return must be finite, got 40 of 40 that are not (true dynamics)`),
    );
  });

  it("plans where every candidate ends the task at once", async () => {
    const ending = createPointDynamics(1, ({ rewards, terminated }) => {
      terminated.fill(1);
      // What would follow the end is not looked at.
      for (let at = 0; at < rewards.length; at++) if (at % 5 > 0) rewards[at] = Number.NaN;
    });
    const plan = await planFrom(ending, name === "mppi" ? { choose: "sampled" } : {});
    expect(plan.actions.every(Number.isFinite)).toBe(true);
    // −(1 + 0.05·0.05·a)² with |a| ≤ 2.
    expect(plan.predictedReturn).toBeCloseTo(-1, 1);
  });

  it("scores with a critic and with caution where the dynamics tell what they need", async () => {
    const told = createPointDynamics(1);
    const knowing: Dynamics<Point> = {
      ...told,
      rollout: async (belief, actions, size) => ({
        ...(await told.rollout(belief, actions, size)),
        disagreement: new Float32Array(size.candidates * size.horizon).fill(0.5),
        finalValues: new Float32Array(size.candidates).fill(100),
      }),
    };
    const plain = await planFrom(knowing, {});
    const plan = await planFrom(knowing, { bootstrap: "value", caution: 2 });
    // Every candidate gains 100 at the horizon and loses 2·0.5 in each of five decisions, so that the order stays.
    expect(plan.predictedReturn).toBeCloseTo(plain.predictedReturn + 95, 4);
    // Equal up to the rounding of scores, by which MPPI's weights differ.
    plan.actions.forEach((action, i) => {
      expect(action).toBeCloseTo(plain.actions[i]!, 4);
    });
    await expect(planFrom(told, { bootstrap: "value" })).rejects.toThrow(SpecError);
    await expect(planFrom(told, { caution: -1 })).rejects.toThrow(SpecError);
  });

  it("refuses a warm start of another horizon, and names the part that does not fit", async () => {
    const from = (mean: number, elites: number): Promise<unknown> =>
      planFrom(
        createPointDynamics(1),
        {},
        { warmStart: { mean: new Float64Array(mean), elites: new Float32Array(elites) } },
      );
    const where = WHERE[name];
    await expect(from(4, 0)).rejects.toThrow(new ShapeError(`${where}: warmStart.mean must be [T,A]=[5], got [4]`));
    const message = `${where}: warmStart.elites must be [E,T,A] with at most 10 of [5] each, got`;
    await expect(from(5, 55)).rejects.toThrow(new ShapeError(`${message} [55]`));
    await expect(from(5, 7)).rejects.toThrow(new ShapeError(`${message} [7]`));
  });

  it("refuses an action space without bounds", async () => {
    const unbounded = { ...createPointDynamics(1), actionSpace: { ...actionSpace, high: [Number.POSITIVE_INFINITY] } };
    await expect(planFrom(unbounded, {})).rejects.toThrow(
      new SpecError("createPlanWorkspace: action 0 must have finite bounds, got [-2, Infinity]"),
    );
  });

  it("refuses options that make no sense, naming the field", () => {
    const options = `${name}Options`;
    expect(() => createPlanner(name, { candidates: 20, elites: 21 })).toThrow(
      new SpecError(`${options}: elites must be at most candidates = 20, got 21`),
    );
    expect(() => createPlanner(name, { horizon: 1.5 })).toThrow(
      new SpecError(`${options}: horizon must be a positive integer, got 1.5`),
    );
    expect(() => createPlanner(name, { elites: 0 })).toThrow(`${options}: elites must be a positive integer, got 0`);
    expect(() => createPlanner(name, { bootstrap: "values" })).toThrow(
      `${options}: bootstrap must be one of none, reward, value, got values`,
    );
    expect(() => createPlanner(name, { caution: Number.NaN })).toThrow(
      `${options}: caution must be a finite number, got NaN`,
    );
    expect(() => createPlanner(name, { horizn: 3 })).toThrow(
      /Options: an option must be one of .*horizon.*, got horizn$/,
    );
  });
});
