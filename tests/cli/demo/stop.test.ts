/** A demo that is stopped in its evaluation goes on to the same table; what was scored is not played again. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runFolder } from "../../../cli/pipeline/run-folder.ts";
import { runScores, type Score } from "../../../cli/pipeline/score-store.ts";
import { linesOf, type Ran, runCraik } from "../../support/run-craik.ts";
import { copyTrainedRun } from "../../support/trained-run.ts";
import { verdicts, type WatchedCraik, watchCraik } from "../../support/watch-craik.ts";

const EPISODES = 1;
/** One for each agent and control. */
const SCORES = 9;

let folder: string;
let undisturbed: Ran;
let undisturbedScores: readonly Score[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-stop-"));
  const run = await copyTrainedRun(join(folder, "undisturbed"));
  undisturbed = await runCraik(demoOf(run));
  undisturbedScores = await runScores(runFolder(run)).read();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("craik demo --exit", () => {
  it("ends by itself with status 0 and one JSON object", () => {
    expect(undisturbed.status).toBe(0);
    expect(verdicts(undisturbed.stderr)).toEqual([]);
    expect(linesOf(undisturbed.stdout)).toHaveLength(1);
    expect(undisturbedScores).toHaveLength(SCORES);
  });
});

describe("a demo stopped in its evaluation", () => {
  it.each([
    ["kill -9", "SIGKILL", "SIGKILL", []],
    ["Ctrl-C", "SIGINT", 130, ["craik demo: interrupted"]],
  ] as const)("by %s goes on to the same table", async (_title, signal, status, lines) => {
    const run = await copyTrainedRun(join(folder, signal));
    const demo = watchCraik(demoOf(run));
    await scored(demo, run, 2);
    demo.child.kill(signal);
    const stopped = await demo.ended;
    expect({ status: stopped.status, stdout: stopped.stdout, lines: verdicts(stopped.stderr) }).toEqual({
      status,
      stdout: "",
      lines,
    });
    const before = await runScores(runFolder(run)).read();
    expect(before.length).toBeGreaterThanOrEqual(2);
    expect(before.length).toBeLessThan(SCORES);

    const resumed = await runCraik(demoOf(run));
    expect(resumed).toMatchObject({ status: 0 });
    expect(tableOf(resumed)).toEqual(tableOf(undisturbed));
    // Thinking times are measured anew in every episode that is played, so equal ones show that these were not.
    expect(await runScores(runFolder(run)).read()).toEqual(expect.arrayContaining([...before]));
    expect(await runScores(runFolder(run)).read()).toHaveLength(SCORES);
  });
});

function demoOf(run: string): readonly string[] {
  return [
    ...["demo", "--no-open", "--exit", "--json", "--run", run, "--resume", "--port", "0"],
    ...["--episodes", String(EPISODES)],
  ];
}

function tableOf({ stdout }: Ran): unknown {
  return (JSON.parse(stdout) as { readonly table: unknown }).table;
}

/** Waits until so many episodes are stored. */
async function scored(demo: WatchedCraik, run: string, count: number): Promise<void> {
  while (demo.child.exitCode === null) {
    const text = await readFile(join(run, "evaluation.json"), "utf8").catch(() => '{"data":[]}');
    if ((JSON.parse(text) as { readonly data: readonly unknown[] }).data.length >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
