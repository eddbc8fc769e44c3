import { describe, expect, it } from "vitest";
import { StateError } from "../../../sim/core/index.ts";
import { createEpisodeRecorder } from "../../../sim/store/index.ts";
import { sampleEpisode } from "./episodes.ts";

const observation = (row: number, seed: number): Record<string, Float32Array | Uint8Array> => {
  const { observations } = sampleEpisode(seed, 300);
  return {
    state: observations.state?.slice(row * 3, row * 3 + 3) as Float32Array,
    pixels: observations.pixels?.slice(row * 12, row * 12 + 12) as Uint8Array,
  };
};

describe("episode recorder", () => {
  it("gives the episode that was played, beyond its first buffers and again for the next one", () => {
    const recorder = createEpisodeRecorder(sampleEpisode(0));
    for (const [seed, steps] of [
      [1, 300],
      [2, 5],
    ] as const) {
      const episode = sampleEpisode(seed, steps);
      recorder.begin({ observation: observation(0, seed), info: {} }, episode);
      for (let t = 0; t < steps; t++) {
        recorder.record(episode.actions.subarray(2 * t, 2 * t + 2), {
          observation: observation(t + 1, seed),
          info: {},
          reward: episode.rewards[t]!,
          terminated: false,
          truncated: t === steps - 1,
        });
      }
      expect(recorder.finish()).toEqual(episode);
    }
  });

  it("refuses steps before an episode was begun, and rows of the wrong length", () => {
    const recorder = createEpisodeRecorder(sampleEpisode(0));
    const step = { observation: observation(0, 1), info: {}, reward: 0, terminated: false, truncated: false };
    expect(() => recorder.record([0, 0], step)).toThrow(StateError);
    expect(() => recorder.finish()).toThrow(StateError);
    recorder.begin(step, sampleEpisode(1));
    expect(() => recorder.record([0], step)).toThrow("episodeRecorder: a row must have 2 values, got 1");
  });
});
