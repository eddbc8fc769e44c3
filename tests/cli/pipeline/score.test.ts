import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Casting } from "../../../cli/pipeline/casting.ts";
import { type RunFolder, runFolder, writeChecked } from "../../../cli/pipeline/run-folder.ts";
import { score, scoreTable } from "../../../cli/pipeline/score.ts";
import { runScores, type Score } from "../../../cli/pipeline/score-store.ts";
import { UsageError } from "../../../sim/index.ts";

const RANDOM: Casting = { agent: "random", dynamics: "true" };
const CEM: Casting = { agent: "cem", dynamics: "true" };

function scored(casting: Casting, seed: number, total: number): Score {
  return { ...casting, seed, return: total, steps: 1000, decisions: 250, thinkingSecs: 0.5 };
}

describe("the table of scores", () => {
  // Mean and sample standard deviation of 10, 20, 60: 30, and √((400 + 100 + 900) / 2) = √700.
  it("has mean, sample standard deviation and speed of each agent that has scores, in the order asked for", () => {
    const scores = [scored(RANDOM, 1, 10), scored(RANDOM, 2, 20), scored(CEM, 1, 800), scored(RANDOM, 3, 60)];
    const learned: Casting = { agent: "cem", dynamics: "learned" };
    expect(scoreTable([CEM, learned, RANDOM], scores)).toEqual([
      {
        agent: "cem",
        dynamics: "true",
        returnMean: 800,
        returnStd: null,
        returns: [800],
        episodes: 1,
        decisionsPerSecond: 500,
      },
      {
        agent: "random",
        dynamics: "–",
        returnMean: 30,
        returnStd: expect.closeTo(Math.sqrt(700), 9),
        returns: [10, 20, 60],
        episodes: 3,
        decisionsPerSecond: 500,
      },
    ]);
  });
});

describe("scores of a run", () => {
  let run: RunFolder;
  beforeEach(async () => {
    run = runFolder(await mkdtemp(join(tmpdir(), "craik-score-")));
  });
  afterEach(() => rm(run.path, { recursive: true, force: true }));

  it("that are stored are not played again, and come in the order of agents and seeds", async () => {
    const stored = [scored(CEM, 2, 700), scored(RANDOM, 1, 10), scored(CEM, 1, 800), scored(RANDOM, 9, 5)];
    await writeChecked(run, stored, "evaluation.json");
    const calls: number[] = [];
    const scores = await score({
      // Nothing could be played: there is no such scenario.
      scenario: "nowhere",
      run,
      store: runScores(run),
      castings: [CEM],
      seeds: [1, 2],
      workers: 2,
      film: false,
      onMessage: () => undefined,
      onScore: (known, total) => calls.push(known.length / total),
      signal: new AbortController().signal,
    });
    expect(scores.map((entry) => entry.return)).toEqual([800, 700]);
    expect(calls).toEqual([1]);
  });

  it("are given up at the first failure, with its error", async () => {
    const failing = score({
      scenario: "nowhere",
      run: undefined,
      store: undefined,
      castings: [CEM, RANDOM],
      seeds: [1, 2],
      workers: 2,
      film: false,
      onMessage: () => undefined,
      onScore: () => undefined,
      signal: new AbortController().signal,
    });
    await expect(failing).rejects.toThrow(UsageError);
    await expect(failing).rejects.toThrow(/nowhere/);
  });
});
