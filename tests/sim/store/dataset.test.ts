import { spawn } from "node:child_process";
import { appendFile, mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { RecordBatchReader } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SpecError, StateError } from "../../../sim/core/index.ts";
import type { OpenFile } from "../../../sim/store/durable-files.ts";
import {
  checkDataset,
  type DatasetEntry,
  openDataset,
  openDatasetWriter,
  openEpisodeRows,
  StorageError,
} from "../../../sim/store/index.ts";
import { sampleEpisode } from "./episodes.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "craik-dataset-"));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function writeEpisodes(seeds: readonly number[]): Promise<void> {
  const writer = await openDatasetWriter(dir, sampleEpisode(0));
  for (const seed of seeds) await writer.append(sampleEpisode(seed));
  await writer.close();
}

/** Where the last episode of a shard ends. */
function ends(entries: readonly DatasetEntry[], file: string): number {
  return Math.max(...entries.filter((entry) => entry.file === file).map(({ offset, bytes }) => offset + bytes));
}

/** Opens real files whose writes fail with ENOSPC after the first half, wherever `refuses` says so. */
function fullDisk(refuses: (path: string) => boolean): OpenFile {
  return async (path, flags) => {
    const file = await open(path, flags);
    if (!refuses(path)) return file;
    return {
      async writeFile(bytes) {
        await file.writeFile(bytes.subarray(0, bytes.length >> 1));
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      },
      truncate: (length) => file.truncate(length),
      sync: () => file.sync(),
      close: () => file.close(),
    };
  };
}

describe("dataset", () => {
  it("gives back every episode, in order, with its entry", async () => {
    await writeEpisodes([4, 5, 6]);
    const dataset = await openDataset(dir);
    const file = "shard-000000.arrow";
    expect(dataset.entries.map(({ file, seed, steps, agent }) => ({ file, seed, steps, agent }))).toEqual([
      { file, seed: 4, steps: 9, agent: "random" },
      { file, seed: 5, steps: 9, agent: "random" },
      { file, seed: 6, steps: 9, agent: "random" },
    ]);
    expect(dataset.entries[0]).toMatchObject({ options: {}, terminated: false, truncated: true });
    expect(dataset.entries[0]?.return).toBe(9); // (0 + 1 + … + 8) / 4
    expect(dataset.steps).toBe(27);
    expect(await dataset.readEpisode(1)).toEqual(sampleEpisode(5));
    await expect(dataset.readEpisode(3)).rejects.toThrow(SpecError);
  });

  it("goes on where an earlier writer stopped", async () => {
    await writeEpisodes([1, 2]);
    const writer = await openDatasetWriter(dir, sampleEpisode(0));
    expect([writer.episodes, writer.steps]).toEqual([2, 18]);
    await Promise.all([writer.append(sampleEpisode(3)), writer.append(sampleEpisode(4))]);
    await writer.close();
    await expect(writer.append(sampleEpisode(5))).rejects.toThrow(StateError);
    const dataset = await openDataset(dir);
    expect(dataset.entries.map((entry) => entry.seed)).toEqual([1, 2, 3, 4]);
  });

  it("drops a torn last line and lets the writer remove orphans and temporary files", async () => {
    await writeEpisodes([1, 2]);
    const manifest = join(dir, "manifest.jsonl");
    const whole = await readFile(manifest);
    await truncate(manifest, whole.length - 5);
    await writeFile(join(dir, "shard-000007.arrow"), "orphan");
    await writeFile(join(dir, "dataset.json.tmp"), "half");
    await writeFile(join(dir, "notes.txt"), "kept");
    const before = await openDataset(dir);
    expect(before.entries.map((entry) => entry.seed)).toEqual([1]);
    await writeEpisodes([9]);
    const after = await openDataset(dir);
    expect(after.entries.map((entry) => entry.seed)).toEqual([1, 9]);
    expect(await after.readEpisode(1)).toEqual(sampleEpisode(9));
    expect((await readdir(dir)).sort()).toEqual(["dataset.json", "manifest.jsonl", "notes.txt", "shard-000000.arrow"]);
  });

  it("names file, expected and found for a truncated, altered or missing shard", async () => {
    const shard = (i: number): string => join(dir, `shard-00000${i}.arrow`);
    const writer = await openDatasetWriter(dir, sampleEpisode(0), { shardBytes: 1 });
    for (const seed of [1, 2, 3]) await writer.append(sampleEpisode(seed));
    await writer.close();
    const dataset = await openDataset(dir);
    const [first] = dataset.entries;
    await truncate(shard(0), 100);
    const bytes = await readFile(shard(1));
    bytes[dataset.entries[1]!.offset + 600]! ^= 1;
    await writeFile(shard(1), bytes);
    await rm(shard(2));
    const rows = openEpisodeRows(dataset);
    const row = new Float32Array(3);
    const expected = [
      `${shard(0)}: size in bytes must be at least ${first!.offset + first!.bytes} as in the manifest, got 100`,
      /shard-000001\.arrow: sha256 of episode 1 must be [0-9a-f]{64} as in the manifest, got [0-9a-f]{64}$/,
      `${shard(2)}: must exist as in the manifest, got no such file`,
    ];
    for (const [index, message] of expected.entries()) {
      await expect(dataset.readEpisode(index)).rejects.toThrow(message);
      await expect(dataset.readEpisode(index)).rejects.toThrow(SpecError);
      expect(() => rows.readInto(index, "observation.state", 0, 1, row)).toThrow(message);
    }
    rows.close();
  });

  it("is never written on behind a shard that is cut short or gone", async () => {
    await writeEpisodes([1, 2]);
    const shard = join(dir, "shard-000000.arrow");
    const whole = await readFile(shard);
    await truncate(shard, 200);
    await expect(openDatasetWriter(dir, sampleEpisode(0))).rejects.toThrow(
      /shard-000000\.arrow: size in bytes must be at least \d+ as in the manifest, got 200/,
    );
    expect((await readFile(shard)).length).toBe(200);
    await rm(shard);
    await expect(openDatasetWriter(dir, sampleEpisode(0))).rejects.toThrow("must exist as in the manifest");
    await writeFile(shard, whole);
    expect((await openDataset(dir)).entries.length).toBe(2);
  });

  it("fills shards up to their bound, each of them an Arrow file that other readers open", async () => {
    const writer = await openDatasetWriter(dir, sampleEpisode(0), { shardBytes: 6000 });
    for (const seed of [1, 2, 3, 4, 5]) await writer.append(sampleEpisode(seed));
    await writer.append(sampleEpisode(6, 200));
    await writer.close();
    const { entries } = await openDataset(dir);
    const rowsOf = async (file: string): Promise<number[]> => {
      const batches = RecordBatchReader.from(await readFile(join(dir, file)));
      return [...batches].map((batch) => batch.numRows);
    };
    const files = [...new Set(entries.map(({ file }) => file))];
    const found = await Promise.all(files.map(rowsOf));
    // The long episode is beyond the bound by itself.
    expect(found.flat()).toEqual([10, 10, 10, 10, 10, 201]);
    expect(found.at(-1)).toEqual([201]);
    expect(files.length).toBeGreaterThan(2);
    for (const file of files.slice(0, -1)) expect(ends(entries, file)).toBeLessThanOrEqual(6000);
  });

  it("has the same bytes however often its writer was closed or cut off", async () => {
    const other = join(dir, "other");
    const seeds = [1, 2, 3, 4, 5, 6];
    const options = { shardBytes: 6000 };
    const whole = await openDatasetWriter(other, sampleEpisode(0), options);
    for (const seed of seeds) await whole.append(sampleEpisode(seed));
    await whole.close();
    for (const seed of seeds) {
      const writer = await openDatasetWriter(dir, sampleEpisode(0), options);
      await writer.append(sampleEpisode(seed));
      if (seed % 2 === 0) await writer.close();
      else {
        await appendFile(join(dir, (await openDataset(dir)).entries.at(-1)!.file), "torn");
        await rm(join(dir, "writer.lock"));
      }
    }
    for (const name of await readdir(other)) {
      expect(await readFile(join(dir, name))).toEqual(await readFile(join(other, name)));
    }
  });

  it("names the line of a manifest that is whole but wrong", async () => {
    await writeEpisodes([1]);
    await appendFile(join(dir, "manifest.jsonl"), '{"file":"shard-000000.arrow"}\n');
    await expect(openDataset(dir)).rejects.toThrow(/manifest\.jsonl line 2: offset must be/);
  });

  it("refuses a dataset of another world, for reading and for writing", async () => {
    await writeEpisodes([1]);
    await expect(openDataset(dir, { scenarioHash: "fff" })).rejects.toThrow("scenarioHash must be fff, got abc123");
    const other = { ...sampleEpisode(0), scenarioHash: "fff" };
    await expect(openDatasetWriter(dir, other)).rejects.toThrow("scenarioHash must be fff, got abc123");
    const writer = await openDatasetWriter(dir, sampleEpisode(0));
    await expect(writer.append(other)).rejects.toThrow("scenarioHash must be abc123, got fff");
    await writer.close();
  });

  it("refuses an episode that its manifest could not hold", async () => {
    const writer = await openDatasetWriter(dir, sampleEpisode(0));
    const unreal = { ...sampleEpisode(1), rewards: new Float32Array(9).fill(Number.NaN, 4) };
    await expect(writer.append(unreal)).rejects.toThrow("episode 0: reward of step 4 must be finite, got NaN");
    const boundless = { ...sampleEpisode(1), options: { mass: Number.POSITIVE_INFINITY } };
    await expect(writer.append(boundless)).rejects.toThrow("episode 0: option mass must be finite, got Infinity");
    await writer.close();
  });

  it("refuses a folder that is no dataset", async () => {
    await expect(openDataset(dir)).rejects.toThrow(`${dir}: must be a dataset folder, got no dataset.json in it`);
  });

  it("stays whole when the disk is full, at the episode or at the manifest, and goes on when there is space again", async () => {
    let refused = "";
    const writer = await openDatasetWriter(dir, sampleEpisode(0), {
      openFile: fullDisk((path) => refused !== "" && path.includes(refused)),
    });
    await writer.append(sampleEpisode(1));
    for (const name of ["shard-000000", "manifest"]) {
      refused = name;
      const failure = await writer.append(sampleEpisode(2)).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StorageError);
      expect(String(failure)).toMatch(new RegExp(`${name}.*: \\d+ bytes must be written, no space.*\\(ENOSPC\\)$`));
      const names = ["dataset.json", "manifest.jsonl", "shard-000000.arrow", "writer.lock"];
      expect((await readdir(dir)).sort()).toEqual(names);
      expect((await openDataset(dir)).entries.length).toBe(1);
    }
    refused = "";
    await writer.append(sampleEpisode(3));
    await writer.close();
    const dataset = await openDataset(dir);
    expect(dataset.entries.map((entry) => entry.seed)).toEqual([1, 3]);
    expect(await dataset.readEpisode(1)).toEqual(sampleEpisode(3));
  });

  it("loses at most the episode in flight to kill -9, at any moment", async () => {
    const require = createRequire(import.meta.url);
    const register = pathToFileURL(join(dirname(require.resolve("jiti/package.json")), "lib/jiti-register.mjs")).href;
    const script = fileURLToPath(new URL("./kill-writer.ts", import.meta.url));
    let confirmed = 0;
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, ["--import", register, script, dir], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let output = "";
      await new Promise<void>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", () => resolve());
        child.stdout.on("data", (text: Buffer) => {
          output += text.toString();
          // Kills in the middle of whatever follows the third confirmation of this round.
          if (output.trim().split("\n").length > 3 + round) child.kill("SIGKILL");
        });
      });
      confirmed += output.trim().split("\n").length - 1;
      const dataset = await openDataset(dir);
      expect(dataset.entries.length).toBeGreaterThanOrEqual(confirmed);
      expect(dataset.entries.length).toBeLessThanOrEqual(confirmed + 1);
      confirmed = dataset.entries.length;
      for (let i = 0; i < confirmed; i++) {
        // Reading checks every byte against the manifest's hash.
        const episode = await dataset.readEpisode(i);
        expect([episode.seed, episode.steps]).toEqual([i, 4000]);
      }
    }
  });

  it("keeps every shard where its manifest is lost, and says so", async () => {
    await writeEpisodes([1, 2]);
    await rm(join(dir, "manifest.jsonl"));
    const lost = /manifest\.jsonl must exist beside dataset\.json, got none$/;
    await expect(openDataset(dir)).rejects.toThrow(lost);
    await expect(openDatasetWriter(dir, sampleEpisode(0))).rejects.toThrow(lost);
    expect((await checkDataset(dir)).problems).toEqual([expect.stringMatching(lost)]);
    expect(await readdir(dir)).toContain("shard-000000.arrow");
  });
});
