import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runFolder, writeChecked } from "../../../cli/pipeline/run-folder.ts";
import { fileScores, runScores, type Score } from "../../../cli/pipeline/score-store.ts";
import { SpecError } from "../../../sim/index.ts";

const SCORE: Score = {
  ...{ agent: "cem", dynamics: "true", seed: 1 },
  ...{ return: 812.5, steps: 1000, decisions: 250, thinkingSecs: 0.5 },
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-score-store-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("scores of a run", () => {
  it("are none before it was evaluated, then what was written", async () => {
    const store = runScores(runFolder(folder));
    expect(await store.read()).toEqual([]);
    await store.write([SCORE]);
    expect(await runScores(runFolder(folder)).read()).toEqual([SCORE]);
  });

  it("that are of another form are refused", async () => {
    const run = runFolder(folder);
    await writeChecked(run, [{ ...SCORE, agent: "sarsa" }], "evaluation.json");
    await expect(runScores(run).read()).rejects.toThrow(SpecError);
    await expect(runScores(run).read()).rejects.toThrow(/evaluation\.json: must hold scores/);
  });
});

describe("scores in a file", () => {
  const of = { scenario: "cartpole-swingup", scenarioHash: "abc" };

  it("are none before any was played, then what was written, in folders that are made as needed", async () => {
    const path = join(folder, "deep", "scores.json");
    expect(await fileScores(path, of).read()).toEqual([]);
    await fileScores(path, of).write([SCORE]);
    expect(await fileScores(path, of).read()).toEqual([SCORE]);
  });

  it.each([
    [{ ...of, scenario: "cup-catch" }, /scores\.json: must hold scores of scenario cup-catch, got cartpole-swingup/],
    [{ ...of, temperature: 1.15 }, /must hold scores of temperature 1\.15, got none/],
    [{ scenario: of.scenario }, /must hold scores of scenarioHash unset, got abc/],
  ])("are not gone on with where they are of something else: %j", async (other, line) => {
    const path = join(folder, "scores.json");
    await fileScores(path, of).write([SCORE]);
    await expect(fileScores(path, other).read()).rejects.toThrow(SpecError);
    await expect(fileScores(path, other).read()).rejects.toThrow(line);
  });

  it.each([
    ["cut off", (text: string) => text.slice(0, -20), /scores\.json: must be JSON/],
    ["altered", (text: string) => text.replace("812.5", "912.5"), /scores\.json: contents must match their checksum/],
  ])("are refused when %s", async (_title, damage, line) => {
    const path = join(folder, "scores.json");
    await fileScores(path, of).write([SCORE]);
    await writeFile(path, damage(await readFile(path, "utf8")));
    await expect(fileScores(path, of).read()).rejects.toThrow(line);
  });
});
