import { RecordBatch, RecordBatchReader, Schema, Table } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { type Episode, ShapeError, SpecError } from "../../../sim/core/index.ts";
import { batchMessage, fileEnd, fileStart, metadataBytesOf } from "../../../sim/store/arrow-messages.ts";
import { decodeEpisode, encodeEpisode } from "../../../sim/store/episode-batch.ts";
import { shardSchema } from "../../../sim/store/episode-schema.ts";
import { sampleEpisode } from "./episodes.ts";

/** A whole Arrow file of one episode, as any other reader gets it. */
function readAsFile(episode: Episode): RecordBatch {
  const schema = shardSchema(episode);
  const [start, message] = [fileStart(schema), encodeEpisode(episode)];
  const place = { offset: start.length, bytes: message.length, metadataBytes: metadataBytesOf(message) };
  const [batch] = RecordBatchReader.from(Buffer.concat([start, message, fileEnd(schema, [place])]));
  return batch!;
}

/** The message of an episode of which a part was replaced. */
function altered(change: (batch: RecordBatch) => RecordBatch): Uint8Array {
  return batchMessage(change(readAsFile(sampleEpisode(1))));
}

const WORLD = sampleEpisode(0);

describe("episode batches", () => {
  it("give back the episode that was written, bit for bit", () => {
    for (const steps of [0, 1, 7, 8, 9, 64]) {
      const episode = { ...sampleEpisode(3, steps), terminated: steps > 0, truncated: steps > 0 };
      expect(decodeEpisode(encodeEpisode(episode), WORLD, "file")).toEqual(episode);
    }
  });

  it("keep reset options, in the same bytes whatever the order of their names", () => {
    const episode = { ...sampleEpisode(3), options: { mass: 2, gravity: [5, 15] } as const };
    const other = { ...episode, options: { gravity: [5, 15], mass: 2 } as const };
    expect(decodeEpisode(encodeEpisode(episode), WORLD, "file")).toEqual(episode);
    expect(encodeEpisode(other)).toEqual(encodeEpisode(episode));
    expect(encodeEpisode(other)).not.toEqual(encodeEpisode(sampleEpisode(3)));
  });

  it("are T+1 rows that apache-arrow reads, with the step's columns null in the last row", () => {
    const episode = sampleEpisode(3, 4);
    const batch = readAsFile(episode);
    expect(batch.schema.fields.map((field) => `${field.name}: ${field.type}`)).toEqual([
      "step: Int32",
      "observation.pixels: FixedSizeList[12]<Uint8>",
      "observation.state: FixedSizeList[3]<Float32>",
      "action: FixedSizeList[2]<Float32>",
      "reward: Float32",
      "terminated: Bool",
      "truncated: Bool",
    ]);
    const rows = new Table([batch]).toArray();
    expect(rows.length).toBe(5);
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

  it("carry the world in the shard's metadata, unbounded sides included, and their own seed, agent and options", () => {
    const { schema, metadata } = readAsFile({ ...sampleEpisode(3), options: { mass: 2 } });
    expect(schema.metadata.get("scenario")).toBe("sample");
    expect(schema.metadata.get("scenarioHash")).toBe("abc123");
    expect(JSON.parse(schema.metadata.get("observationSpace") ?? "").state.low).toEqual([
      "-Infinity",
      "-Infinity",
      "-Infinity",
    ]);
    expect(Object.fromEntries(metadata)).toEqual({ seed: "3", agent: "random", options: '{"mass":2}' });
  });

  it("refuse an episode whose buffers do not fit its spaces", () => {
    const episode = { ...sampleEpisode(3, 4), actions: new Float32Array(7) };
    expect(() => encodeEpisode(episode)).toThrow(
      new ShapeError("encodeEpisode: actions must be Float32Array[8] for 4 rows, got Float32Array[7]"),
    );
  });

  it("refuse what is no record batch, and name the metadata that is missing or wrong", () => {
    expect(() => decodeEpisode(new Uint8Array(0), WORLD, "a.arrow")).toThrow(SpecError);
    const without = altered((batch) => new RecordBatch(batch.schema, batch.data, new Map([["seed", "1"]])));
    expect(() => decodeEpisode(without, WORLD, "a.arrow")).toThrow(
      /a\.arrow: metadata must have (agent|options), got none/,
    );
    const wrong = new Map([...readAsFile(sampleEpisode(1)).metadata, ["seed", "one"]]);
    const misnamed = altered((batch) => new RecordBatch(batch.schema, batch.data, wrong));
    expect(() => decodeEpisode(misnamed, WORLD, "a.arrow")).toThrow("a.arrow: seed must be an integer, got one");
  });

  it("name a column that breaks the format", () => {
    const cut = altered(({ schema, metadata, data }) => {
      const { fields } = schema;
      return new RecordBatch(new Schema(fields), data.slice(0, 5), metadata);
    });
    expect(() => decodeEpisode(cut, WORLD, "a.arrow")).toThrow(
      "a.arrow: column action must be null in the last row only, got 0 nulls",
    );
    const late = altered(({ schema, metadata, data }) => new RecordBatch(schema, data.slice(2, 8), metadata));
    expect(() => decodeEpisode(late, WORLD, "a.arrow")).toThrow("a.arrow: column step must be 0 in row 0, got 2");
  });
});
