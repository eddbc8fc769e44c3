import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { claimRun, latestRun } from "../../../cli/pipeline/run-numbers.ts";

const home = process.cwd();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-numbers-"));
  process.chdir(folder);
});
afterEach(async () => {
  process.chdir(home);
  await rm(folder, { recursive: true, force: true });
});

it("gives runs that begin at the same time different folders", async () => {
  const claimed = await Promise.all(Array.from({ length: 5 }, () => claimRun("pole")));
  expect(claimed.toSorted()).toEqual([1, 2, 3, 4, 5].map((number) => join("runs", `pole-${number}`)));
  expect((await readdir("runs")).toSorted()).toEqual([1, 2, 3, 4, 5].map((number) => `pole-${number}`));
});

it("goes on after the highest number, whatever else is there", async () => {
  for (const name of ["pole-2", "pole-10", "pole-x", "pole-two-11", "cart-99"])
    await mkdir(join("runs", name), { recursive: true });
  expect(await latestRun("pole")).toBe(join("runs", "pole-10"));
  expect(await claimRun("pole")).toBe(join("runs", "pole-11"));
});

it("knows no run where there is no folder of runs, and says what keeps it from looking", async () => {
  expect(await latestRun("pole")).toBeUndefined();
  await writeFile("runs", "not a folder");
  await expect(latestRun("pole")).rejects.toThrow(/ENOTDIR/);
});
