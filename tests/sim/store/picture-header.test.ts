import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RecordBatchReader } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkDataset, mergeDatasets, openDataset, openDatasetWriter } from "../../../sim/store/index.ts";
import { sampleEpisode } from "./episodes.ts";

let folder = "";
const at = (name: string): string => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-pictures-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Writes or grows a dataset by one episode. */
async function write(name: string, seed: number, pictureHash?: string): Promise<void> {
  const writer = await openDatasetWriter(at(name), { ...sampleEpisode(0), pictureHash });
  try {
    await writer.append(sampleEpisode(seed));
  } finally {
    await writer.close();
  }
}

describe("a dataset's picture hash", () => {
  it("stands in its header and its shards, as format 3; without one a dataset is of format 2", async () => {
    await write("with", 1, "aaa");
    await write("without", 1);
    const headers = ["with", "without"].map(async (name) =>
      JSON.parse(await readFile(at(`${name}/dataset.json`), "utf8")),
    );
    const [pictured, plain] = await Promise.all(headers);
    expect(pictured).toMatchObject({ version: 3, pictureHash: "aaa" });
    expect(plain.version).toBe(2);
    expect(plain).not.toHaveProperty("pictureHash");
    expect((await openDataset(at("with"))).header.pictureHash).toBe("aaa");
    expect((await openDataset(at("without"))).header).not.toHaveProperty("pictureHash");
    const { schema } = RecordBatchReader.from(await readFile(at("with/shard-000000.arrow"))).open();
    expect([schema.metadata.get("version"), schema.metadata.get("pictureHash")]).toEqual(["3", "aaa"]);
    await write("with", 2, "aaa");
    expect(await checkDataset(at("with"))).toMatchObject({ episodes: 2, problems: [], unfinished: [] });
  });

  it.each([
    ["other pictures", "aaa", "bbb", /must be bbb, got aaa$/],
    ["pictures on what does not tell", undefined, "bbb", /must be bbb, got none$/],
    ["what does not tell on pictures", "aaa", undefined, /must be none, got aaa$/],
  ])("keeps apart, in growing and in merging, %s", async (_, first, second, line) => {
    await write("one", 1, first);
    await write("two", 2, second);
    await expect(write("one", 3, second)).rejects.toThrow(line);
    await expect(mergeDatasets(at("one"), [at("two")])).rejects.toThrow(line);
    await expect(mergeDatasets(at("new"), [at("two"), at("one")])).rejects.toThrow(line);
    await expect(mergeDatasets(at("new"), [at("two"), at("one")])).rejects.toThrow(
      /one beside .*two: pictureHash \(of camera, colours and lights: what decides the pixels\) must be/,
    );
    await expect(openDataset(at("new"))).rejects.toThrow("must be a dataset folder");
    expect(await mergeDatasets(at("new"), [at("two")])).toMatchObject({ added: 1 });
    expect((await openDataset(at("new"))).header.pictureHash).toBe(second);
  });

  it("must be there in format 3, and no other format is read", async () => {
    await write("one", 1, "aaa");
    const path = at("one/dataset.json");
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace('"version":3', '"version":4'));
    await expect(openDataset(at("one"))).rejects.toThrow(/dataset\.json: version must be \(2 \| 3\), got 4$/);
    await writeFile(path, text.replace('"pictureHash":"aaa",', ""));
    await expect(openDataset(at("one"))).rejects.toThrow(/dataset\.json: pictureHash must be "pictureHash", got/);
  });
});
