import { spawn } from "node:child_process";
import { appendFile, mkdtemp, open, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SpecError, StateError } from "../../../sim/core/index.ts";
import type { OpenFile } from "../../../sim/store/durable-files.ts";
import { openDataset, openDatasetWriter, StorageError } from "../../../sim/store/index.ts";
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
    expect(dataset.entries.map(({ file, seed, steps, agent }) => ({ file, seed, steps, agent }))).toEqual([
      { file: "episode-000000.arrow", seed: 4, steps: 9, agent: "random" },
      { file: "episode-000001.arrow", seed: 5, steps: 9, agent: "random" },
      { file: "episode-000002.arrow", seed: 6, steps: 9, agent: "random" },
    ]);
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
    await writeFile(join(dir, "episode-000007.arrow"), "orphan");
    await writeFile(join(dir, "episode-000002.arrow.tmp"), "half");
    await writeFile(join(dir, "notes.txt"), "kept");
    const before = await openDataset(dir);
    expect(before.entries.map((entry) => entry.seed)).toEqual([1]);
    await writeEpisodes([9]);
    const after = await openDataset(dir);
    expect(after.entries.map((entry) => entry.seed)).toEqual([1, 9]);
    expect(await after.readEpisode(1)).toEqual(sampleEpisode(9));
    expect((await readdir(dir)).sort()).toEqual([
      "dataset.json",
      "episode-000000.arrow",
      "episode-000001.arrow",
      "manifest.jsonl",
      "notes.txt",
    ]);
  });

  it("names file, expected and found for a truncated, altered, swapped or missing file", async () => {
    await writeEpisodes([1, 2, 3, 4, 5]);
    const file = (i: number): string => join(dir, `episode-00000${i}.arrow`);
    const bytes = await readFile(file(0));
    await truncate(file(0), 100);
    const altered = await readFile(file(1));
    altered[600]! ^= 1;
    await writeFile(file(1), altered);
    await rm(file(2));
    await rename(file(3), file(4));
    const dataset = await openDataset(dir);
    await expect(dataset.readEpisode(0)).rejects.toThrow(
      new SpecError(`${file(0)}: size in bytes must be ${bytes.length} as in the manifest, got 100`),
    );
    await expect(dataset.readEpisode(1)).rejects.toThrow(
      /sha256 must be [0-9a-f]{64} as in the manifest, got [0-9a-f]{64}$/,
    );
    await expect(dataset.readEpisode(2)).rejects.toThrow(`${file(2)}: must exist as in the manifest, got no such file`);
    await expect(dataset.readEpisode(4)).rejects.toThrow(SpecError);
  });

  it("names the line of a manifest that is whole but wrong", async () => {
    await writeEpisodes([1]);
    await appendFile(join(dir, "manifest.jsonl"), '{"file":"episode-000001.arrow"}\n');
    await expect(openDataset(dir)).rejects.toThrow(/manifest\.jsonl line 2: bytes must be/);
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

  it("refuses a folder that is no dataset", async () => {
    await expect(openDataset(dir)).rejects.toThrow(`${dir}: must be a dataset folder, got no dataset.json in it`);
  });

  it("stays whole when the disk is full, at the episode or at the manifest, and goes on when there is space again", async () => {
    let refused = "";
    const writer = await openDatasetWriter(dir, sampleEpisode(0), {
      openFile: fullDisk((path) => refused !== "" && path.includes(refused)),
    });
    await writer.append(sampleEpisode(1));
    for (const name of ["episode-000001", "manifest"]) {
      refused = name;
      const failure = await writer.append(sampleEpisode(2)).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StorageError);
      expect(String(failure)).toMatch(
        new RegExp(`${name}.*: \\d+ bytes must be (written|appended), no space.*\\(ENOSPC\\)$`),
      );
      expect((await readdir(dir)).sort()).toEqual(["dataset.json", "episode-000000.arrow", "manifest.jsonl"]);
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
    for (let round = 0; round < 4; round++) {
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
});
