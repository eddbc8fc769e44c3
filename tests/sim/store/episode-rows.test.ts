import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRng, type Episode, SpecError, StateError } from "../../../sim/core/index.ts";
import { windowDraw } from "../../../sim/core/window-draw.ts";
import {
  type Dataset,
  openDataset,
  openDatasetWriter,
  openEpisodeRows,
  windowBatches,
} from "../../../sim/store/index.ts";
import { sampleEpisode } from "./episodes.ts";

/** By episode: the last one terminates, the second is shorter than a window. */
const STEPS = [3000, 4, 2500, 2000, 3000];
const EPISODES = STEPS.map((steps, index) => ({
  ...sampleEpisode(index, steps),
  terminated: index === 4,
  truncated: index !== 4,
}));
const episode = (index: number): Episode => EPISODES[index]!;

let dir = "";
let dataset: Dataset;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "craik-rows-"));
  // Shards of one or two episodes.
  const writer = await openDatasetWriter(dir, episode(0), { shardBytes: 250_000 });
  for (const index of STEPS.keys()) await writer.append(episode(index));
  await writer.close();
  dataset = await openDataset(dir);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Room for four blocks of 16 KiB beside the 256 KiB through which checksums are read; the columns hold 430 KiB. */
const MAX_BYTES = 2 ** 18 + 4 * 2 ** 14;

describe("episode rows", () => {
  it("are those of the episodes, wherever they begin and end", () => {
    const rows = openEpisodeRows(dataset, { maxBytes: MAX_BYTES });
    const rng = createRng(1);
    for (let read = 0; read < 300; read++) {
      const index = rng.integer(STEPS.length);
      const { steps, observations, actions, rewards } = episode(index);
      const from = rng.integer(steps);
      const count = rng.integer(steps - from + 1);
      for (const [column, values, size] of [
        ["observation.state", observations["state"]!, 3],
        ["observation.pixels", observations["pixels"]!, 12],
        ["action", actions, 2],
        ["reward", rewards, 1],
      ] as const) {
        const length = (count + 1) * size;
        const out = values instanceof Uint8Array ? new Uint8Array(length) : new Float32Array(length);
        out.fill(77);
        rows.readInto(index, column, from, count, out, size);
        expect(out.subarray(0, size).every((value) => value === 77)).toBe(true);
        expect(
          Buffer.compare(bytesOf(out.subarray(size)), bytesOf(values.slice(from * size, (from + count) * size))),
        ).toBe(0);
      }
      expect(rows.heldBytes).toBeLessThanOrEqual(MAX_BYTES);
    }
    rows.close();
  });

  it("hold no more than their bound while a larger dataset is read completely, and nothing twice where it fits", () => {
    const passes = [MAX_BYTES, 64 * 2 ** 20].map((maxBytes) => {
      const rows = openEpisodeRows(dataset, { maxBytes });
      const picture = new Float32Array(12);
      let sum = 0;
      for (const [index, steps] of STEPS.entries()) {
        for (let row = 0; row <= steps; row++) {
          rows.readInto(index, "observation.pixels", row, 1, picture);
          for (const value of picture) sum += value;
        }
      }
      const { heldBytes } = rows;
      rows.close();
      return { sum, heldBytes };
    });
    let sum = 0;
    for (const { observations } of EPISODES) for (const value of observations["pixels"]!) sum += value;
    // 10,505 rows of 12 bytes, in blocks of 1,365 rows: 3 + 1 + 2 + 2 + 3 of them.
    expect(passes).toEqual([
      { sum, heldBytes: MAX_BYTES },
      { sum, heldBytes: 2 ** 18 + 11 * 2 ** 14 },
    ]);
  });

  it("refuse a bound without room for a block, a column that is not there, and rows beyond the last", () => {
    for (const maxBytes of [100_000, 278_527, Number.NaN]) {
      expect(() => openEpisodeRows(dataset, { maxBytes })).toThrow(
        `${dir}: maxBytes must be at least 278528, got ${maxBytes}`,
      );
    }
    openEpisodeRows(dataset, { maxBytes: 278_528 }).close();
    const rows = openEpisodeRows(dataset);
    const out = new Float32Array(30);
    expect(() => rows.readInto(0, "observation.depth", 0, 1, out)).toThrow(
      "column must be one of observation.pixels, observation.state, action, reward, got observation.depth",
    );
    expect(() => rows.readInto(1, "action", 0, 5, out)).toThrow(
      "action of episode 1 must be read within [0, 4), got 0 to 5",
    );
    expect(() => rows.readInto(5, "action", 0, 1, out)).toThrow(SpecError);
    rows.close();
  });
});

describe("window batches", () => {
  const options = { batch: 8, steps: 20, maxBytes: MAX_BYTES };

  it("are windows of the episodes, the same for the same rng and bound", () => {
    const first = windowBatches(dataset, options, createRng(3));
    const again = windowBatches(dataset, { ...options, maxBytes: 64 * 2 ** 20 }, createRng(3));
    const seen = new Set<number>();
    for (let batch = 0; batch < 15; batch++) {
      const made = first.next().value;
      expect(again.next().value).toEqual(made);
      for (let b = 0; b < options.batch; b++) {
        const { observations, actions, rewards, steps } = episode(made.episodes[b]!);
        const start = made.starts[b]!;
        seen.add(made.episodes[b]!);
        const part = <T extends Float32Array | Uint8Array>(all: T): T =>
          all.subarray((b * all.length) / options.batch, ((b + 1) * all.length) / options.batch) as T;
        expect(part(made.observations["state"]!)).toEqual(observations["state"]!.slice(start * 3, (start + 21) * 3));
        expect(part(made.observations["pixels"]!)).toEqual(
          observations["pixels"]!.slice(start * 12, (start + 21) * 12),
        );
        expect(part(made.actions)).toEqual(actions.slice(start * 2, (start + 20) * 2));
        expect(part(made.rewards)).toEqual(rewards.slice(start, start + 20));
        const ends = made.episodes[b] === 4 && start + 20 === steps;
        expect(part(made.terminated).at(-1)).toBe(ends ? 1 : 0);
      }
    }
    expect([...seen].sort()).toEqual([0, 2, 3, 4]);
    first.return(undefined as never);
    again.return(undefined as never);
  });

  it("mark the step that terminates", () => {
    const whole = windowBatches(dataset, { batch: 4, steps: 3000, modalities: ["state"] }, createRng(1));
    const { episodes, terminated, observations } = whole.next().value;
    expect(Object.keys(observations)).toEqual(["state"]);
    for (const [b, index] of episodes.entries()) {
      expect(terminated.subarray(b * 3000, (b + 1) * 3000).indexOf(1)).toBe(index === 4 ? 2999 : -1);
    }
    expect(new Set(episodes)).toEqual(new Set([0, 4]));
    whole.return(undefined as never);
  });

  it("refuse windows longer than every episode, and a modality that is not there", () => {
    const batches =
      (more: object): (() => unknown) =>
      () =>
        windowBatches(dataset, { ...options, ...more }, createRng(1)).next();
    expect(batches({ steps: 3001 })).toThrow("an episode of at least 3001 steps required, got none among 5");
    expect(batches({ modalities: ["depth"] })).toThrow("modality must be one of pixels, state, got depth");
  });
});

describe("the draw of windows", () => {
  it("numbers every window once, in order", () => {
    const draw = windowDraw([3, 1, 0, 4], 2);
    const all = Array.from({ length: draw.windows }, (_, index) => draw.at(index));
    expect(all.map(({ sequence, start }) => [sequence, start])).toEqual([
      [0, 0],
      [0, 1],
      [3, 0],
      [3, 1],
      [3, 2],
    ]);
    expect(() => draw.at(5)).toThrow(StateError);
  });
});

function bytesOf(values: Float32Array | Uint8Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
