import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StateError } from "../../../sim/core/index.ts";
import { openFile } from "../../../sim/store/durable-files.ts";
import { checkDataset, mergeDatasets, openDataset, openDatasetWriter, StorageError } from "../../../sim/store/index.ts";
import { sampleEpisode } from "./episodes.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "craik-lock-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const lock = (): string => join(dir, "writer.lock");
const open = (): ReturnType<typeof openDatasetWriter> => openDatasetWriter(dir, sampleEpisode(0));

/** The number of a process that has ended. */
function deadProcess(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

describe("a dataset's one writer", () => {
  it("keeps a second one out until it is closed, so that no episode is lost", async () => {
    const writer = await open();
    await writer.append(sampleEpisode(1));
    const second = await open().catch((error: unknown) => error);
    expect(second).toBeInstanceOf(StateError);
    expect(String(second)).toBe(
      `StateError: ${dir}: a dataset must have one writer at a time, process ${process.pid}, this one, has it open (${lock()})`,
    );
    await writer.append(sampleEpisode(2));
    expect(await checkDataset(dir)).toMatchObject({ episodes: 2, problems: [] });
    await writer.close();
    const next = await open();
    await next.append(sampleEpisode(3));
    await next.close();
    expect((await openDataset(dir)).entries.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    expect(await readdir(dir)).not.toContain("writer.lock");
  });

  it("lets one of many in that come at once, after a dead one as well", async () => {
    for (const found of [null, `${deadProcess()} \n`]) {
      if (found !== null) await writeFile(lock(), found);
      const all = await Promise.allSettled(Array.from({ length: 8 }, open));
      const writers = all.filter((outcome) => outcome.status === "fulfilled").map(({ value }) => value);
      expect(writers.length).toBe(1);
      await writers[0]?.close();
      expect((await readdir(dir)).sort()).toEqual(["dataset.json", "manifest.jsonl"]);
    }
  });

  it("keeps out a merge, and a writer in another process is named", async () => {
    const source = join(dir, "source");
    await (await openDatasetWriter(source, sampleEpisode(0))).close();
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    await once(other, "spawn");
    const start = process.platform === "linux" ? await startOf(other.pid!) : "";
    await writeFile(lock(), `${other.pid} ${start}\n`);
    const held = `process ${other.pid} has it open`;
    await expect(open()).rejects.toThrow(held);
    await expect(mergeDatasets(dir, [source])).rejects.toThrow(held);
    other.kill("SIGKILL");
    await once(other, "close");
    await (await open()).close();
  });

  it.each([
    ["a process that has ended", () => `${deadProcess()} 12345\n`],
    ["an earlier process with the number of this one", () => `${process.pid} 1\n`],
    ["a process that was killed before it had written its number", () => ""],
  ])("takes over the lock of %s", async (_title, text) => {
    if (process.platform !== "linux" && text().startsWith(`${process.pid} `)) return;
    await writeFile(lock(), text());
    const writer = await open();
    await writer.append(sampleEpisode(1));
    await writer.close();
    expect((await readdir(dir)).sort()).toEqual(["dataset.json", "manifest.jsonl", "shard-000000.arrow"]);
  });

  it("frees the folder when it cannot be opened, or its last shard cannot be ended", async () => {
    await (await open()).close();
    const other = { ...sampleEpisode(0), scenarioHash: "fff" };
    await expect(openDatasetWriter(dir, other)).rejects.toThrow("scenarioHash must be fff");
    expect(await readdir(dir)).toEqual(["dataset.json", "manifest.jsonl"]);
    let full = false;
    const writer = await openDatasetWriter(dir, sampleEpisode(0), {
      openFile: (path, flags) => (full ? Promise.reject(new Error("the disk is full")) : openFile(path, flags)),
    });
    await writer.append(sampleEpisode(1));
    full = true;
    await expect(writer.close()).rejects.toThrow(StorageError);
    await (await open()).close();
    expect(await checkDataset(dir)).toMatchObject({ episodes: 1, problems: [], unfinished: [] });
  });

  it("is told why where the lock cannot be made", async () => {
    await mkdir(lock());
    const refused = await open().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StorageError);
    expect(String(refused)).toMatch(
      /writer\.lock: the lock of the dataset must be readable, it is a folder \(EISDIR\)$/,
    );
  });
});

/** Field 22 of /proc/<pid>/stat; `node` has no parenthesis in its name. */
async function startOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]!.split(" ")[19]!;
}
