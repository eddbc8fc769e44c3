import { describe, expect, it } from "vitest";
import { createPlanWorkspace, type MppiOptions, mppiOptions, planMppi } from "../../../agents/index.ts";
import { fitElites } from "../../../agents/planning/fit-elites.ts";
import { eliteWeights } from "../../../agents/planning/mppi.ts";
import { createRng, type Dynamics, ShapeError, SpecError } from "../../../sim/core/index.ts";
import { createPointDynamics, type Point } from "./double-integrator.ts";

const start: Point = [1, 0];

describe("MPPI", () => {
  it("weighs an elite by e to the temperature times how far it is from the best", () => {
    const workspace = createPlanWorkspace(createPointDynamics(1), { candidates: 4, horizon: 1, elites: 3 });
    workspace.scores.set([1, 5, -9, 3]);
    workspace.order.set([1, 3, 0, 2]);
    // τ = ln 2 / 2: exp(τ·0) = 1, exp(τ·−2) = ½, exp(τ·−4) = ¼; of their sum 7/4.
    const weights = [...eliteWeights(workspace, 3, Math.LN2 / 2)];
    [4 / 7, 2 / 7, 1 / 7].forEach((weight, e) => {
      expect(weights[e]).toBeCloseTo(weight, 14);
    });
    expect([...eliteWeights(workspace, 2, 0)]).toEqual([0.5, 0.5]);
  });

  it("fits mean and deviation to the weighted elites, within its bounds", () => {
    const workspace = createPlanWorkspace(createPointDynamics(1), { candidates: 2, horizon: 2, elites: 2 });
    workspace.elites.set([0.5, 1, -0.5, 1]);
    workspace.mean.fill(1);
    const weights = Float64Array.of(0.75, 0.25);
    fitElites(workspace, weights, { keepMean: 0.2, keepStd: 0, minStd: 0.05, maxStd: 0.4 });
    // Centre ¾·½ − ¼·½ = ¼, variance ¾·(¼)² + ¼·(¾)² = 3/16, whose root 0.433 is above the bound; the second element does not spread.
    expect(workspace.mean[0]).toBeCloseTo(0.2 * 1 + 0.8 * 0.25, 14);
    expect(workspace.mean[1]).toBeCloseTo(1, 14);
    expect([...workspace.std]).toEqual([0.4, 0.05]);
    fitElites(workspace, weights, { keepMean: 0, keepStd: 0, minStd: 0.05, maxStd: 2 });
    expect(workspace.std[0]).toBeCloseTo(Math.sqrt(3 / 16), 14);
  });

  it("carries out one of the elites, the better ones more often, or their weighted mean", async () => {
    // Two candidates of rewards 0 and −ln 3 with τ = 1: drawn with ¾ and ¼.
    const dynamics = createPointDynamics(1, ({ rewards }) => rewards.set([0, -Math.log(3)]));
    const how: Partial<MppiOptions> = { candidates: 2, elites: 2, horizon: 1, iterations: 1, temperature: 1 };
    const plan = (seed: number, choose: MppiOptions["choose"]) =>
      planMppi(dynamics, start, { options: mppiOptions({ ...how, choose }), rng: createRng(seed) });
    let best = 0;
    for (let seed = 0; seed < 400; seed++) best += (await plan(seed, "sampled")).predictedReturn === 0 ? 1 : 0;
    // The standard deviation of the count is √(400·¾·¼) = 8.7.
    expect(Math.abs(best - 300)).toBeLessThan(27);
    expect((await plan(0, "mean")).predictedReturn).toBeCloseTo(-Math.log(3) / 4, 6);
  });

  it("tries what the policy of its dynamics proposes in every iteration", async () => {
    const inner = createPointDynamics(1);
    const tried: number[][] = [];
    const proposed = [-2, -1, 0, 1, 2, 9];
    const dynamics: Dynamics<Point> = {
      ...inner,
      propose: () => Promise.resolve(Float32Array.from(proposed)),
      rollout: (belief, actions, size) => {
        tried.push([...actions.subarray(0, 6)]);
        return inner.rollout(belief, actions, size);
      },
    };
    const options = mppiOptions({ candidates: 10, elites: 3, horizon: 3, iterations: 2, policyTrajectories: 2 });
    await planMppi(dynamics, start, { options, rng: createRng(1) });
    // Clipped to the force's bound of 2.
    expect(tried).toEqual([
      [-2, -1, 0, 1, 2, 2],
      [-2, -1, 0, 1, 2, 2],
    ]);
    await expect(
      planMppi(dynamics, start, { options: { ...options, policyTrajectories: 3 }, rng: createRng(1) }),
    ).rejects.toThrow(new ShapeError("planMppi: true proposals must be [N,T,A]=[9], got [6]"));
    await expect(planMppi(inner, start, { options, rng: createRng(1) })).rejects.toThrow(
      new SpecError(
        "planMppi: policyTrajectories must be 0 with true dynamics, which have no policy that proposes any, got 2",
      ),
    );
  });

  it("refuses bounds and numbers of trajectories that contradict each other", () => {
    expect(() => mppiOptions({ minStd: 0.5, maxStd: 0.4 })).toThrow(
      new SpecError("mppiOptions: maxStd must be at least minStd = 0.5, got 0.4"),
    );
    expect(() => mppiOptions({ candidates: 24, elites: 8, policyTrajectories: 24 })).toThrow(
      "mppiOptions: policyTrajectories must be an integer below candidates = 24, got 24",
    );
  });
});
