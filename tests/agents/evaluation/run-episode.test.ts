import { describe, expect, it } from "vitest";
import { createRandomAgent, evaluate, runEpisode } from "../../../agents/index.ts";
import { type Agent, SpecError } from "../../../sim/core/index.ts";
import { actionSpace, createDoubleIntegrator, push } from "../planning/double-integrator.ts";

/** Pushes with forces 0.1, 0.2, 0.3 … N times `scale`. */
function countingAgent(actionRepeat: number, scale = 1): Agent {
  let decision = 0;
  return {
    name: "counting",
    actionRepeat,
    begin: () => {
      decision = 0;
      return Promise.resolve();
    },
    act: () => Promise.resolve(Float32Array.of((scale * ++decision) / 10)),
    dispose: () => Promise.resolve(),
  };
}

describe("runEpisode", () => {
  it("leaves an episode after the steps that it is given, in the middle of a held action", async () => {
    const outcome = await runEpisode(createDoubleIntegrator(7), countingAgent(3), { seed: 1, maxSteps: 4 });
    expect(outcome).toMatchObject({ steps: 4, decisions: 2, terminated: false, truncated: false });
  });

  it("holds each action for the agent's repeat, and counts and rewards every control step", async () => {
    const outcome = await runEpisode(createDoubleIntegrator(7), countingAgent(3), {
      seed: 1,
      options: { position: 1 },
      record: { scenarioHash: "h" },
    });
    const forces = [0.1, 0.1, 0.1, 0.2, 0.2, 0.2, 0.3].map(Math.fround);
    let point = [1, 0] as readonly [number, number];
    let total = 0;
    for (const force of forces) {
      point = push(point, force);
      total -= point[0] ** 2;
    }
    expect(outcome).toMatchObject({ steps: 7, decisions: 3, terminated: false, truncated: true });
    expect(outcome.return).toBe(total);
    const { episode } = outcome;
    expect([...(episode?.actions ?? [])]).toEqual(forces);
    expect(episode).toMatchObject({
      scenario: "double-integrator",
      scenarioHash: "h",
      seed: 1,
      agent: "counting",
      steps: 7,
      terminated: false,
      truncated: true,
    });
    expect(episode?.observations["state"]?.length).toBe(16);
    expect(episode?.observations["state"]?.at(-2)).toBe(Math.fround(point[0]));
  });

  it("ends in the middle of a held action when the task terminates", async () => {
    // From rest at 4.9 with 2 N: after k steps x = 4.9 + 2·dt²·k(k+1)/2 > 5 first at k = 6 (k(k+1) > 40).
    const outcome = await runEpisode(createDoubleIntegrator(60), countingAgent(20, 20), {
      seed: 1,
      options: { position: 4.9 },
    });
    expect(outcome).toMatchObject({ steps: 6, decisions: 1, terminated: true, truncated: false });
    expect(outcome.episode).toBeUndefined();
  });

  it("shows every control step to a watcher and waits for it", async () => {
    const env = createDoubleIntegrator(5);
    const seen: string[] = [];
    const agent = countingAgent(2);
    await runEpisode(env, agent, {
      seed: 1,
      onStep: async (world, result, actor) => {
        await Promise.resolve();
        seen.push(`${world === env} ${actor === agent} ${result.truncated}`);
      },
    });
    expect(seen).toEqual([
      "true true false",
      "true true false",
      "true true false",
      "true true false",
      "true true true",
    ]);
  });

  it("stops at a signal that is raised from outside while an agent computes without end", async () => {
    const controller = new AbortController();
    setImmediate(() => controller.abort(new Error("stopped by the caller")));
    const endless = runEpisode(createDoubleIntegrator(Number.POSITIVE_INFINITY), countingAgent(1, 0), {
      seed: 1,
      signal: controller.signal,
    });
    await expect(endless).rejects.toThrow("stopped by the caller");
  });
});

describe("evaluate", () => {
  it("gives mean, sample deviation and speed by the injected clock", async () => {
    let now = 0;
    const evaluation = await evaluate(createDoubleIntegrator(6), createRandomAgent(actionSpace, { actionRepeat: 2 }), {
      seeds: [1, 2, 3],
      clockMs: () => {
        now += 10;
        return now;
      },
    });
    const { returns, returnMean, returnStd } = evaluation;
    const mean = (returns[0]! + returns[1]! + returns[2]!) / 3;
    expect(returnMean).toBeCloseTo(mean, 12);
    expect(returnStd).toBeCloseTo(Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2), 12);
    expect(evaluation.steps).toBe(18);
    expect(evaluation.decisionsPerSecond).toBe(100); // 10 ms for each decision
  });

  it("is deterministic, and says null where there is nothing to measure", async () => {
    const run = () => evaluate(createDoubleIntegrator(6), createRandomAgent(actionSpace), { seeds: [9] });
    const first = await run();
    expect(await run()).toEqual(first);
    expect([first.returnStd, first.decisionsPerSecond]).toEqual([null, null]);
    expect(first.returns[0]).toBe(
      (await runEpisode(createDoubleIntegrator(6), createRandomAgent(actionSpace), { seed: 9 })).return,
    );
  });

  it("refuses no seeds at all", async () => {
    await expect(evaluate(createDoubleIntegrator(), createRandomAgent(actionSpace), { seeds: [] })).rejects.toThrow(
      SpecError,
    );
  });
});
