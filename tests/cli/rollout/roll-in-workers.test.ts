/** Episodes over threads: their order, their errors, and how they end. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rollInWorkers } from "../../../cli/rollout/roll-in-workers.ts";
import { createStateHash } from "../../../cli/rollout/state-hash.ts";
import { StateError } from "../../../sim/index.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-workers-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const HOW = { exploration: { agent: "random", beta: undefined }, observe: ["state"], options: {} } as const;

describe("a rollout over threads", () => {
  // Episodes of the quadruped last from 10 to 1,000 steps.
  it("yields the same episodes in the order of their seeds, for any number of workers", async () => {
    const seeds = [7, 3, 12, 1, 0, 5, 9, 2, 31, 8, 4, 6];
    const played: { readonly order: readonly number[]; readonly hash: string }[] = [];
    for (const workers of [1, 2, 5]) {
      const hash = createStateHash();
      const order: number[] = [];
      for await (const episode of rollInWorkers({ ...HOW, scenario: "quadruped-run", seeds, workers })) {
        hash.add(episode);
        order.push(episode.seed);
      }
      played.push({ order, hash: hash.digest() });
    }
    expect(played[0]?.order).toEqual(seeds);
    expect(played[1]).toEqual(played[0]);
    expect(played[2]).toEqual(played[0]);
  });

  it("throws what an episode threw after those before it, whichever thread it was in", async () => {
    const scenario = join(folder, "fails-at-times.ts");
    await writeFile(scenario, FAILS_AT_TIMES);
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const play = async (workers: number): Promise<readonly number[]> => {
      const yielded: number[] = [];
      const rolling = async (): Promise<void> => {
        for await (const { seed } of rollInWorkers({ ...HOW, scenario, seeds, workers })) yielded.push(seed);
      };
      const thrown = await rolling().catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(StateError);
      expect((thrown as StateError).message).toMatch(/^fails-at-times: reward must be .*, got NaN/);
      return yielded;
    };
    const alone = await play(1);
    // One start in four fails.
    expect(alone.length).toBeGreaterThan(0);
    expect(await play(2)).toEqual(alone);
    expect(await play(5)).toEqual(alone);
  });

  it("ends with the signal's reason", async () => {
    const controller = new AbortController();
    const seeds = Array.from({ length: 1000 }, (_, seed) => seed);
    const rolling = async (): Promise<void> => {
      const how = { ...HOW, scenario: "cartpole-swingup", seeds, workers: 2, signal: controller.signal };
      for await (const { seed } of rollInWorkers(how)) if (seed === 2) controller.abort(new Error("enough"));
    };
    await expect(rolling()).rejects.toThrow("enough");
  });
});

const FAILS_AT_TIMES = `
import { defineScenario } from "craik/scenarios";

export default defineScenario({
  id: "fails-at-times",
  description: "A sled whose reward is not a number where it starts on the left.",
  timestepSecs: 0.02,
  maxSteps: 50,
  bodies: [
    {
      name: "sled",
      joint: { name: "slide", kind: "slide", axis: [1, 0, 0] },
      shapes: [{ geometry: { kind: "box", halfSizes: [0.1, 0.1, 0.1] }, mass: 1 }],
    },
  ],
  actuators: [{ name: "motor", joint: "slide", gear: 0.001 }],
  observation: {
    elements: [{ name: "position", unit: "m" }],
    into: (out, { positions }) => {
      out[0] = positions[0];
    },
  },
  start: ({ rng, setJoint }) => setJoint("slide", rng.uniform(), 0),
  reward: ({ positions }) => (positions[0] < 0.25 ? Number.NaN : 1),
  camera: { position: [0, -3, 1], target: [0, 0, 0], verticalFovRad: 0.8 },
});
`;
