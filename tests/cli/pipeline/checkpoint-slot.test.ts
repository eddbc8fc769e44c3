/** Two checkpoints of one stage, and which of them counts. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CheckpointSlot, checkpointSlot } from "../../../cli/pipeline/checkpoint-slot.ts";
import { type RunFolder, runFolder } from "../../../cli/pipeline/run-folder.ts";
import { SpecError } from "../../../sim/index.ts";

let folder: RunFolder;
let notes: string[];
beforeEach(async () => {
  folder = runFolder(await mkdtemp(join(tmpdir(), "craik-slot-")));
  notes = [];
});
afterEach(() => rm(folder.path, { recursive: true, force: true }));

/** Checkpoints are whole where they are numbers. */
function slot(): CheckpointSlot<number> {
  const reporter = { note: (line: string) => void notes.push(line) };
  return checkpointSlot({ folder, reporter }, "vae-0.txt", (contents, where) => {
    const number = Number(contents.toString());
    if (Number.isNaN(number)) throw new SpecError(`${where}: a number required`);
    return number;
  });
}

const damage = (name: string): Promise<void> => writeFile(folder.file("checkpoints", name), "half");

describe("a stage's checkpoints", () => {
  it("are none at first, and then the last one", async () => {
    expect(await slot().load()).toBeUndefined();
    for (const step of ["1", "2", "3"]) await slot().save(step);
    expect(await slot().load()).toBe(3);
    expect(notes).toEqual([]);
  });

  it("are the one before where a kill came between the two steps of a save", async () => {
    for (const step of ["1", "2"]) await slot().save(step);
    await folder.rename(["checkpoints", "vae-0.txt"], ["checkpoints", "vae-0.previous.txt"]);
    const resumed = slot();
    expect(await resumed.load()).toBe(2);
    await resumed.save("3");
    await damage("vae-0.txt");
    expect(await slot().load()).toBe(2);
  });

  it("never lose the whole one to a damaged one", async () => {
    for (const step of ["1", "2"]) await slot().save(step);
    await damage("vae-0.txt");
    const resumed = slot();
    expect(await resumed.load()).toBe(1);
    expect(notes).toEqual([
      expect.stringMatching(/vae-0\.txt: a number required; going on from .* vae-0\.previous\.txt$/),
    ]);
    await resumed.save("2");
    await damage("vae-0.txt");
    expect(await slot().load()).toBe(1);
  });

  it.each([
    [["vae-0.txt"], "remove vae-0.txt to"],
    [["vae-0.previous.txt"], "remove vae-0.previous.txt to"],
    [["vae-0.txt", "vae-0.previous.txt"], "remove vae-0.txt and vae-0.previous.txt to"],
  ])("are refused where all there are, %j, are damaged", async (names, advice) => {
    await slot().save("1");
    await folder.remove("checkpoints", "vae-0.txt");
    for (const name of names) await damage(name);
    await expect(slot().load()).rejects.toThrow(SpecError);
    await expect(slot().load()).rejects.toThrow(`no other checkpoint is whole; ${advice} begin that stage again`);
  });
});
