import { tableFromIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { ShapeError, SpecError } from "../../../sim/core/index.ts";
import { decodeEpisode, encodeEpisode } from "../../../sim/store/episode-arrow.ts";
import { sampleEpisode } from "./episodes.ts";

describe("episode files", () => {
  it("give back the episode that was written, bit for bit", () => {
    for (const steps of [0, 1, 7, 8, 9, 64]) {
      const episode = { ...sampleEpisode(3, steps), terminated: steps > 0, truncated: steps > 0 };
      expect(decodeEpisode(encodeEpisode(episode), "file")).toEqual(episode);
    }
  });

  it("give equal bytes for equal episodes", () => {
    expect(encodeEpisode(sampleEpisode(5))).toEqual(encodeEpisode(sampleEpisode(5)));
  });

  it("are tables of T+1 rows that apache-arrow reads, with the step's columns null in the last row", () => {
    const episode = sampleEpisode(3, 4);
    const table = tableFromIPC(encodeEpisode(episode));
    expect(table.schema.fields.map((field) => `${field.name}: ${field.type}`)).toEqual([
      "step: Int32",
      "observation.pixels: FixedSizeList[12]<Uint8>",
      "observation.state: FixedSizeList[3]<Float32>",
      "action: FixedSizeList[2]<Float32>",
      "reward: Float32",
      "terminated: Bool",
      "truncated: Bool",
    ]);
    expect(table.numRows).toBe(5);
    const rows = table.toArray();
    expect(Array.from(rows[2].action)).toEqual(Array.from(episode.actions.subarray(4, 6)));
    expect(Array.from(rows[4]["observation.state"])).toEqual(
      Array.from(episode.observations.state?.subarray(12) ?? []),
    );
    expect([rows[3].step, rows[3].reward, rows[3].terminated, rows[3].truncated]).toEqual([3, 0.75, false, true]);
    expect([rows[2].terminated, rows[2].truncated]).toEqual([false, false]);
    expect([rows[4].step, rows[4].action, rows[4].reward, rows[4].terminated, rows[4].truncated]).toEqual([
      4,
      null,
      null,
      null,
      null,
    ]);
  });

  it("carry the header and the spaces as metadata, unbounded sides included", () => {
    const { metadata } = tableFromIPC(encodeEpisode(sampleEpisode(3))).schema;
    expect(metadata.get("scenario")).toBe("sample");
    expect(metadata.get("scenarioHash")).toBe("abc123");
    expect(metadata.get("seed")).toBe("3");
    expect(metadata.get("agent")).toBe("random");
    expect(JSON.parse(metadata.get("observationSpace") ?? "").state.low).toEqual([
      "-Infinity",
      "-Infinity",
      "-Infinity",
    ]);
  });

  it("refuse an episode whose buffers do not fit its spaces", () => {
    const episode = { ...sampleEpisode(3, 4), actions: new Float32Array(7) };
    expect(() => encodeEpisode(episode)).toThrow(
      new ShapeError("encodeEpisode: actions must be Float32Array[8] for 4 rows, got Float32Array[7]"),
    );
  });

  it("refuse what is no Arrow file, naming the file", () => {
    expect(() => decodeEpisode(new Uint8Array(0), "a.arrow")).toThrow(SpecError);
    expect(() => decodeEpisode(encodeEpisode(sampleEpisode(1)).subarray(0, 500), "a.arrow")).toThrow(
      /^a\.arrow: must be an Arrow IPC file, got 500 bytes/,
    );
  });
});
