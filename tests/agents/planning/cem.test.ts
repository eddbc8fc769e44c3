import { expect, it } from "vitest";
import { cemOptions, planCem } from "../../../agents/index.ts";
import { createRng } from "../../../sim/core/index.ts";
import { createPointDynamics, type Point } from "./double-integrator.ts";

const start: Point = [1, 0];

it("carries out the mean of the last elites, and predicts what they do on average", async () => {
  const options = cemOptions({ horizon: 2, candidates: 10, elites: 10, iterations: 1, smoothing: 0, choose: "mean" });
  let actions = new Float32Array();
  const inner = createPointDynamics(1, ({ rewards }) => rewards.set(rewards.map((_, i) => i)));
  const dynamics = {
    ...inner,
    rollout: (...[belief, tried, size]: Parameters<typeof inner.rollout>) => {
      actions = tried.slice();
      return inner.rollout(belief, tried, size);
    },
  };
  const plan = await planCem(dynamics, start, { options, rng: createRng(1) });
  const mean = (t: number): number => actions.reduce((sum, action, i) => (i % 2 === t ? sum + action / 10 : sum), 0);
  expect(plan.actions[0]).toBeCloseTo(mean(0), 6);
  expect(plan.actions[1]).toBeCloseTo(mean(1), 6);
  // Rewards 0 … 19 in order: the means of 0, 2 … 18 and of 1, 3 … 19.
  expect([...plan.rewards]).toEqual([9, 10]);
  expect(plan.predictedReturn).toBeCloseTo(19, 10);
  expect(plan.bestReturns).toEqual(Float64Array.of(37));
});

it("starts from the mean of the decision before, moved on, unless it is told to start from nothing", async () => {
  const dynamics = createPointDynamics(1);
  const plan = (warmStart: boolean, mean?: Float64Array) =>
    planCem(dynamics, start, {
      options: cemOptions({ horizon: 3, candidates: 20, elites: 5, iterations: 1, smoothing: 0.5, warmStart }),
      rng: createRng(2),
      warmStart: mean && { mean, elites: new Float32Array() },
    });
  const cold = await plan(true);
  const fromMean = Float64Array.of(0.25, -0.5, 0.5);
  expect(await plan(false, fromMean)).toEqual(cold);
  const warm = await plan(true, fromMean);
  expect(warm).not.toEqual(cold);
  // The mean is half of the old one and half of the elites'; force is twice the normalised action.
  expect(warm.warmStart.mean.at(-1)).toBe(0);
  expect(warm.warmStart.mean[0]).toBeCloseTo(warm.actions[1]! / 2, 6);
  expect(warm.warmStart.elites).toHaveLength(0);
});
