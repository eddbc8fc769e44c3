import { Field, Float32, Int32, makeData, RecordBatch, Schema, Struct, Table, tableToIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { decodeEpisode } from "../../../sim/store/episode-arrow.ts";
import { episodeSchema } from "../../../sim/store/episode-schema.ts";
import { sampleEpisode } from "./episodes.ts";

const metadata = episodeSchema(sampleEpisode(1)).metadata;

/** An Arrow file with one column of the caller's, under a chosen metadata. */
function fileWith(
  field: Field<Int32> | Field<Float32>,
  data: Int32Array | Float32Array,
  meta: Map<string, string>,
): Uint8Array {
  const schema = new Schema([field], meta);
  const child =
    data instanceof Int32Array ? makeData({ type: new Int32(), data }) : makeData({ type: new Float32(), data });
  const batch = new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length: data.length, nullCount: 0, children: [child] }),
  );
  return tableToIPC(new Table(schema, [batch]), "file");
}

describe("episode schema", () => {
  it("names a column that is missing", () => {
    const bytes = fileWith(new Field("step", new Int32(), false), Int32Array.of(0), new Map(metadata));
    expect(() => decodeEpisode(bytes, "e.arrow")).toThrow(
      "e.arrow: column observation.pixels must be FixedSizeList[12]<Uint8>, got no such column",
    );
  });

  it("names a column of the wrong type", () => {
    const bytes = fileWith(new Field("step", new Float32(), false), Float32Array.of(0), new Map(metadata));
    expect(() => decodeEpisode(bytes, "e.arrow")).toThrow("e.arrow: column step must be Int32, got Float32");
  });

  it("names a metadata key that is missing, and a version that is not its own", () => {
    const field = new Field("step", new Int32(), false);
    const without = new Map(metadata);
    without.delete("scenarioHash");
    expect(() => decodeEpisode(fileWith(field, Int32Array.of(0), without), "e.arrow")).toThrow(
      "e.arrow: metadata must have scenarioHash, got none",
    );
    const other = new Map(metadata).set("version", "2");
    expect(() => decodeEpisode(fileWith(field, Int32Array.of(0), other), "e.arrow")).toThrow(
      "e.arrow: version must be 1, got 2",
    );
  });
});
