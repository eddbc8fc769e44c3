import { describe, expect, it } from "vitest";
import { createBrownianAgent, createRandomAgent } from "../../agents/index.ts";
import { type Agent, type BoxSpace, SpecError, StateError } from "../../sim/core/index.ts";
import { momentAt } from "./double-integrator.ts";

const space: BoxSpace = {
  kind: "box",
  dtype: "float32",
  shape: [2],
  low: [-1, 0],
  high: [1, 10],
  names: ["a", "b"],
  units: ["1", "1"],
};

async function draw(agent: Agent, seed: number, count: number): Promise<Float32Array[]> {
  const moment = momentAt([0, 0]);
  await agent.begin(moment, seed);
  const actions: Float32Array[] = [];
  for (let i = 0; i < count; i++) actions.push(await agent.act(moment));
  return actions;
}

const agents = { random: createRandomAgent, brownian: createBrownianAgent };

describe.each(Object.entries(agents))("%s agent", (_name, create) => {
  it("stays within the bounds and repeats itself for the same seed only", async () => {
    const first = await draw(create(space), 1, 500);
    expect(first.every(([a = 9, b = 99]) => a >= -1 && a <= 1 && b >= 0 && b <= 10)).toBe(true);
    expect(await draw(create(space), 1, 500)).toEqual(first);
    expect(await draw(create(space), 2, 500)).not.toEqual(first);
  });

  it("covers its space uniformly in the long run", async () => {
    // Uniform on [−1, 1]: mean 0, variance 1/3. Brownian decisions decorrelate in 1/(0.4²) ≈ 6 steps at a repeat of 8, so
    // 20,000 draws are worth at least 2,000: standard error √(1/3/2000) = 0.013 of the mean; 5 of those are allowed.
    const values = (await draw(create(space, { actionRepeat: 8 }), 3, 20_000)).map((action) => action[0]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.065);
    expect(Math.abs(variance - 1 / 3)).toBeLessThan(0.035);
  });

  it("refuses a space without bounds, and acting before it has begun", async () => {
    expect(() => create({ ...space, high: [1, Number.POSITIVE_INFINITY] })).toThrow(SpecError);
    await expect(create(space).act(momentAt([0, 0]))).rejects.toThrow(StateError);
  });
});

describe("brownian agent", () => {
  it("moves by stepStd·√actionRepeat half ranges per decision", async () => {
    const agent = createBrownianAgent(space, { actionRepeat: 4, stepStd: 0.01 });
    const values = (await draw(agent, 5, 4001)).map((action) => action[1]!);
    // Increments of 0.01·√4·5 = 0.1; the sample deviation of 4,000 has a standard error of 0.1/√8000 = 0.0011.
    const squares = values.slice(1).reduce((sum, value, i) => sum + (value - values[i]!) ** 2, 0);
    expect(Math.abs(Math.sqrt(squares / 4000) - 0.1)).toBeLessThan(0.006);
  });
});
