import { describe, expect, it } from "vitest";
import { createBrownianAgent, createColouredAgent, createRandomAgent } from "../../../agents/index.ts";
import { type Agent, type BoxSpace, SpecError, StateError } from "../../../sim/core/index.ts";
import { momentAt } from "../planning/double-integrator.ts";

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

describe("coloured agent", () => {
  const long = (beta: number): Agent => createColouredAgent(space, { steps: 4096, beta, std: 0.1 });

  it("stays within the bounds, repeats itself for the same seed only, and goes on beyond its steps", async () => {
    const agent = (): Agent => createColouredAgent(space, { steps: 300, std: 1 });
    const first = await draw(agent(), 1, 1200);
    expect(first.every(([a = 9, b = 99]) => a >= -1 && a <= 1 && b >= 0 && b <= 10)).toBe(true);
    expect(await draw(agent(), 1, 1200)).toEqual(first);
    expect(await draw(agent(), 2, 1200)).not.toEqual(first);
  });

  it.each([0, 1, 2])("has a power spectrum of 1/f^%d, with the deviation that it was given", async (beta) => {
    // Over a whole period, power at the frequencies k and 4k: their ratio is 4^β. Each is a mean over 8 elements' and 24
    // neighbouring frequencies' squared normals (2 × 192 of them), so that the logarithm deviates by 2·√(1/384) = 0.10.
    const power = [0, 0];
    let variance = 0;
    for (let seed = 0; seed < 4; seed++) {
      const actions = await draw(long(beta), seed, 4096);
      for (const element of [0, 1]) {
        const values = actions.map((action) => (element === 0 ? action[0]! : (action[1]! - 5) / 5));
        variance += values.reduce((sum, value) => sum + value * value, 0) / values.length / 8;
        for (let j = 0; j < 24; j++)
          for (const [at, k] of [100 + j, 4 * (100 + j)].entries()) power[at]! += powerAt(values, k);
      }
    }
    expect(Math.abs(Math.log(power[0]! / power[1]!) - beta * Math.log(4))).toBeLessThan(0.5);
    // Slow noise has few independent parts: a quarter of red noise's variance lies in the constant term.
    if (beta < 2) expect(Math.abs(Math.sqrt(variance) / 0.1 - 1)).toBeLessThan(0.25);
  });

  it("tells its β by its name unless it is pink", () => {
    expect([0, 0.5, 1].map((beta) => long(beta).name)).toEqual(["coloured-0", "coloured-0.5", "coloured"]);
    expect(() => long(-1)).toThrow("beta must be a number of at least 0, got -1");
  });
});

/** Squared amplitude at a frequency of k periods. */
function powerAt(values: readonly number[], k: number): number {
  let [re, im] = [0, 0];
  for (const [t, value] of values.entries()) {
    const angle = (2 * Math.PI * ((k * t) % values.length)) / values.length;
    re += value * Math.cos(angle);
    im += value * Math.sin(angle);
  }
  return re * re + im * im;
}
