import { describe, expect, it } from "vitest";
import { type IcemOptions, icemOptions, type Plan, planIcem, type WarmStart } from "../../../agents/index.ts";
import { icemCandidates } from "../../../agents/planning/icem-options.ts";
import { createRng, type Dynamics } from "../../../sim/core/index.ts";
import { createPointDynamics, type Point } from "./double-integrator.ts";

const start: Point = [1, 0];

/** A plan, and the normalised candidates of each iteration. */
async function watch(
  options: Partial<IcemOptions>,
  warmStart?: WarmStart,
): Promise<{ readonly plan: Plan; readonly tried: readonly Float32Array[] }> {
  const tried: Float32Array[] = [];
  const inner = createPointDynamics(1);
  const dynamics: Dynamics<Point> = {
    ...inner,
    rollout: (belief, actions, size) => {
      tried.push(actions.map((action) => action / 2));
      return inner.rollout(belief, actions, size);
    },
  };
  const plan = await planIcem(dynamics, start, { options: icemOptions(options), rng: createRng(4), warmStart });
  return { plan, tried };
}

const rowsOf = (candidates: Float32Array | undefined, horizon: number): readonly string[] =>
  Array.from({ length: (candidates?.length ?? 0) / horizon }, (_, n) =>
    String(candidates?.subarray(n * horizon, (n + 1) * horizon)),
  );

describe("iCEM", () => {
  it("has fewer candidates in each iteration, down to twice the elites", async () => {
    // ⌊40/1.25⌋ = 32, ⌊32/1.25⌋ = 25, ⌊25/1.25⌋ = 20 = 2·10, and no fewer.
    const options = icemOptions({ candidates: 40, iterations: 6, elites: 10, decay: 1.25 });
    expect(icemCandidates(options)).toEqual([40, 32, 25, 20, 20, 20]);
    expect(icemCandidates({ ...options, decay: 1 })).toEqual([40, 40, 40, 40, 40, 40]);
    expect(icemCandidates({ ...options, elites: 30 })).toEqual([40, 40, 40, 40, 40, 40]);
    const { tried } = await watch({ candidates: 40, iterations: 3, elites: 10, horizon: 4 });
    expect(tried.map((candidates) => candidates.length / 4)).toEqual([40, 32, 25]);
  });

  it("keeps the best elites among the next candidates, and the mean among the last", async () => {
    const how = { candidates: 30, iterations: 2, elites: 10, keepElites: 0.3, smoothing: 0, decay: 1, horizon: 4 };
    const { tried } = await watch(how);
    const [first, second] = tried.map((candidates) => rowsOf(candidates, 4));
    const kept = second?.slice(0, 3) ?? [];
    expect(kept.every((row) => first?.includes(row))).toBe(true);
    expect(new Set(kept).size).toBe(3);
    expect(second?.slice(4).some((row) => first?.includes(row))).toBe(false);
    // In a first iteration the mean is still the middle of the space.
    const once = await watch({ ...how, iterations: 1, keepElites: 0 });
    expect(rowsOf(once.tried[0], 4)[0]).toBe("0,0,0,0");
  });

  it("is never worse in a later iteration, as the best candidate stays", async () => {
    const { plan } = await watch({ candidates: 20, iterations: 8, elites: 4, horizon: 10 });
    const best = [...plan.bestReturns];
    expect(best).toEqual(best.toSorted((a, b) => a - b));
    expect(plan.predictedReturn).toBe(best.at(-1));
  });

  it("hands mean and kept elites on, each a decision later, with fresh last actions of the elites", async () => {
    const { plan, tried } = await watch({ candidates: 20, iterations: 1, elites: 10, keepElites: 0.3, horizon: 4 });
    const { mean, elites } = plan.warmStart;
    expect(elites).toHaveLength(3 * 4);
    expect(mean[3]).toBe(0);
    const tails = rowsOf(tried[0], 4).map((row) => row.split(",").slice(1).join());
    for (let e = 0; e < 3; e++) {
      expect(tails).toContain(String(elites.subarray(e * 4, e * 4 + 3)));
      expect(elites[e * 4 + 3]).not.toBe(0);
      expect(Math.abs(elites[e * 4 + 3]!)).toBeLessThanOrEqual(1);
    }
    // The best one first: it is what was carried out.
    expect([...elites.subarray(0, 3)]).toEqual([...plan.actions.subarray(1)].map((force) => force / 2));
    const next = await watch(
      { candidates: 20, iterations: 1, elites: 10, keepElites: 0.3, horizon: 4 },
      plan.warmStart,
    );
    const first = [...(next.tried[0] ?? [])];
    expect(first.slice(0, 12)).toEqual([...elites]);
    expect(first.slice(12, 16)).toEqual([...Float32Array.from(mean)]);
  });
});
