import { describe, expect, it } from "vitest";
import { MujocoPeer } from "../../../cli/bench/mujoco-peer.ts";
import { benchSim } from "../../../cli/bench/sim-bench.ts";
import { loadScenario } from "../../../scenarios/index.ts";

/** A clock that goes on by 20 ms whenever it is asked, so that a timed run is a dozen rounds. */
function quickClock(): () => number {
  let time = 0;
  return () => {
    time += 0.02;
    return time;
  };
}

describe("the simulation's benchmark", () => {
  it("measures one core, threads and both of MuJoCo's integrators in physics steps", async () => {
    const notes: string[] = [];
    const figures = await benchSim({
      scenario: "quadruped-run",
      workers: 2,
      runs: 1,
      memorySteps: 400,
      clock: quickClock(),
      note: (text) => notes.push(text),
    });
    expect(notes).toEqual([]);
    expect(figures).toMatchObject({ scenario: "quadruped-run", workers: 2, stepsInControlStep: 5 });
    // By this clock each of Craik's and MuJoCo's runs has the same rounds of 20 control steps.
    expect(figures.mujocoRatio).toBeCloseTo(1, 6);
    expect(figures.mujocoRk4Ratio).toBeCloseTo(1, 6);
    // Rounds of a vector have as many environments for each thread.
    expect(figures.vectorSpeedup).toBeCloseTo(2, 6);
    expect(figures.workersSpeedup).toBeGreaterThan(0);
    expect(figures).toMatchObject({ memorySteps: 400, memoryGrowthBytes: expect.any(Number) });
    expect(figures.stepsPerSecondPerCore).toBeGreaterThan(0);
    expect(figures.stepsPerSecond).toBeGreaterThan(0);
  });

  it("says why MuJoCo is not measured where its format cannot hold the scenario", async () => {
    const notes: string[] = [];
    const peer = await MujocoPeer.create(await loadScenario("billiards"), (text) => notes.push(text));
    expect(peer).toBeNull();
    expect(notes).toEqual([expect.stringContaining("MuJoCo is not measured: MJCF export: ")]);
  });
});
