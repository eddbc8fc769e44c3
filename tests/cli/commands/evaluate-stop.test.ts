/** An evaluation that is stopped half-way goes on to the same result; what was scored is not played again. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Score } from "../../../cli/pipeline/score-store.ts";
import { runCraik } from "../../support/run-craik.ts";
import { copyTrainedRun } from "../../support/trained-run.ts";
import { watchCraik } from "../../support/watch-craik.ts";

const EPISODES = 12;
/** Of the agent and two controls. */
const SCORES = 3 * EPISODES;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-evaluate-stop-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("craik evaluate, killed with kill -9", () => {
  it("of a run goes on with the scores that the run keeps", async () => {
    const undisturbed = await copyTrainedRun(join(folder, "undisturbed"));
    const run = await copyTrainedRun(join(folder, "run"));
    const argvOf = (path: string) => [
      "evaluate",
      path,
      "--agent",
      "controller",
      "--episodes",
      String(EPISODES),
      "--json",
    ];
    await expectResumes(argvOf(run), argvOf(undisturbed), join(run, "evaluation.json"), SCORES);
  });

  it("of a scenario goes on with the scores in --out", async () => {
    const file = join(folder, "scores.json");
    const argv = ["evaluate", "cartpole-swingup", "--agent", "random", "--episodes", "200", "--json"];
    await expectResumes([...argv, "--out", file], argv, file, 200);
  });
});

/** Kills a command once it has kept one score, runs it again, and compares it with an undisturbed one. */
async function expectResumes(
  argv: readonly string[],
  undisturbed: readonly string[],
  file: string,
  scores: number,
): Promise<void> {
  const evaluation = watchCraik(argv);
  while ((await readScores(file)).length === 0 && evaluation.child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 10));
  evaluation.child.kill("SIGKILL");
  expect(await evaluation.ended).toMatchObject({ status: "SIGKILL", stdout: "" });
  const before = await readScores(file);
  expect(before.length).toBeLessThan(scores);

  const [resumed, whole] = [await runCraik(argv), await runCraik(undisturbed)];
  expect(resumed.status).toBe(0);
  expect(withoutSpeeds(resumed.stdout)).toEqual(withoutSpeeds(whole.stdout));
  const after = await readScores(file);
  expect(after).toHaveLength(scores);
  // Thinking times are measured anew in every episode that is played, so equal ones show that these were not.
  expect(after).toEqual(expect.arrayContaining([...before]));
}

/** What is kept in a file so far; nothing where there is none. */
async function readScores(file: string): Promise<readonly Score[]> {
  const text = await readFile(file, "utf8").catch(() => '{"data":[]}');
  const { data } = JSON.parse(text) as { readonly data: readonly Score[] | { readonly scores: readonly Score[] } };
  return "scores" in data ? data.scores : data;
}

/** Speeds are of the day. */
function withoutSpeeds(stdout: string): unknown {
  return JSON.parse(stdout, (key, value: unknown) => (key === "decisionsPerSecond" ? undefined : value));
}
