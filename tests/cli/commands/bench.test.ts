/** What `craik bench` of a model's work prints; no time of this machine is asserted. */
import { describe, expect, it } from "vitest";
import { expectFigures, json } from "../../support/json-command.ts";

describe("craik bench --json", () => {
  it("plan: milliseconds for each planner's decision, with a run for each iteration and in one run", async () => {
    const figures = await json("bench", "plan", "--runs", "1");
    expect(figures).toEqual({
      device: "cpu",
      msPerDecision: { cem256x12x5: expect.any(Number), icem64x12x3: expect.any(Number), mcts50: expect.any(Number) },
      graphMsPerDecision: { cem256x12x5: expect.any(Number), icem64x12x3: expect.any(Number) },
    });
    expectFigures(figures["msPerDecision"]);
    expectFigures(figures["graphMsPerDecision"]);
  });

  it("dream: seconds for a generation of controllers, and of them the search's own", async () => {
    const figures = await json("bench", "dream", "--runs", "1");
    expect(figures).toEqual({
      device: "cpu",
      secondsPerGeneration: expect.any(Number),
      searchSeconds: { full: expect.any(Number), diagonal: expect.any(Number) },
      ...{ population: 64, rollouts: 16, decisions: 1000, parameters: 867 },
    });
    expectFigures(figures["searchSeconds"]);
  });

  it("train: samples and transitions per second, and the most memory held", async () => {
    const { device, ...figures } = await json("bench", "train", "--runs", "1");
    expect(device).toBe("cpu");
    expect(Object.keys(figures).sort()).toEqual([
      "peakResidentBytes",
      "rnnTransitionsPerSecond",
      "vaeSamplesPerSecond",
    ]);
    expectFigures(figures);
  });
});
