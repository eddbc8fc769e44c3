import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDecisions } from "../../../cli/pipeline/stored-decisions.ts";
import { type Episode, openDatasetWriter } from "../../../sim/index.ts";
import { columnOf, toDecisions } from "../../../worldmodel/index.ts";
import { sampleEpisode } from "../../sim/store/episodes.ts";

let dir = "";
const EPISODES: readonly Episode[] = [
  sampleEpisode(1, 1300),
  { ...sampleEpisode(2, 10), terminated: true, truncated: false },
  sampleEpisode(3, 11),
];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "craik-decisions-"));
  const writer = await openDatasetWriter(dir, EPISODES[0]!);
  for (const episode of EPISODES) await writer.append(episode);
  await writer.close();
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe("stored decisions", () => {
  it.each([1, 4])("are those of whole episodes in memory, each action held for %i steps", async (actionRepeat) => {
    const how = { scenarioHash: "abc123", modality: "state", actionRepeat };
    const { sequences, close } = await openDecisions(dir, how);
    const expected = EPISODES.map((episode) => toDecisions(episode, actionRepeat));
    expect(sequences.map(({ decisions, terminated }) => [decisions, terminated])).toEqual(
      expected.map(({ decisions, terminated }) => [decisions, terminated]),
    );
    for (const [column, width] of [
      ["observations", 3],
      ["actions", 2],
      ["rewards", 1],
    ] as const) {
      const all: number[] = [];
      for (const stretch of columnOf(sequences, column, width)) all.push(...stretch);
      expect(all).toEqual(expected.flatMap((sequence) => [...sequence[column]]));
    }
    close();
  });

  it("are of the first episodes only when so many are asked for", async () => {
    const how = { scenarioHash: "abc123", modality: "state", actionRepeat: 1, episodes: 2 };
    const { sequences, close } = await openDecisions(dir, how);
    expect(sequences.length).toBe(2);
    close();
  });

  it("name a modality that the dataset does not have", async () => {
    const how = { scenarioHash: "abc123", modality: "lidar", actionRepeat: 1 };
    await expect(openDecisions(dir, how)).rejects.toThrow("modality must be one of pixels, state, got lidar");
  });
});
