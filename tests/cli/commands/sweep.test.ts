/** `craik sweep` on a tiny trained run. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishedScores } from "../../../cli/leaderboard/published-scores.ts";
import { openRun } from "../../../cli/pipeline/run-folder.ts";
import type { SweepReport } from "../../../cli/sweep/sweep-report.ts";
import type { WrittenSweep } from "../../../cli/sweep/write-sweep.ts";
import { expectEnding } from "../../support/expect-ending.ts";
import { runCraik } from "../../support/run-craik.ts";
import { createTinyRun } from "../../support/tiny-run.ts";
import { copyTrainedRun } from "../../support/trained-run.ts";
import { verdicts, watchCraik } from "../../support/watch-craik.ts";

let folder: string;
let run: string;
let own: number;
let swept: SweepReport & WrittenSweep;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-sweep-"));
  run = await copyTrainedRun(join(folder, "run"));
  own = (await openRun(run)).config.settings.controller.temperature;
  swept = await sweep(run, "--repetitions", "2");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function json<T>(...argv: readonly string[]): Promise<T> {
  const { status, stdout, stderr } = await runCraik([...argv, "--json"]);
  expect({ status, lines: verdicts(stderr) }).toEqual({ status: 0, lines: [] });
  return JSON.parse(stdout) as T;
}

/** At the run's own temperature and at another, given the wrong way round. */
function asked(path: string): readonly string[] {
  return ["sweep", path, "--temperatures", `${own + 0.5},${own}`, "--episodes", "2"];
}

function sweep(path: string, ...more: readonly string[]): Promise<SweepReport & WrittenSweep> {
  return json(...asked(path), ...more);
}

describe("a sweep", () => {
  it("finds the run's own controller at the run's own temperature, scored as craik evaluate scores it", async () => {
    const evaluate = ["evaluate", run, "--agent", "controller", "--episodes", "2"];
    const real = await json<{ readonly returns: readonly number[] }>(...evaluate);
    const dreamt = await json<typeof real>(...evaluate, "--in", "dream", "--temperature", String(own));
    const [first] = swept.temperatures;
    expect(first?.temperature).toBe(own);
    expect(first?.true.returns.slice(0, 2)).toEqual(real.returns);
    expect(first?.dream.returns.slice(0, 2)).toEqual(dreamt.returns);
  });

  it("has other controllers at another temperature and in another repetition", () => {
    const [first, second] = swept.temperatures;
    expect(second?.temperature).toBe(own + 0.5);
    for (const row of swept.temperatures) {
      expect(row.true.returns).toHaveLength(4);
      expect(row.true.returns.slice(2)).not.toEqual(row.true.returns.slice(0, 2));
    }
    expect(second?.true.returns).not.toEqual(first?.true.returns);
  });

  it("says what the dream promised more than the true scenario held", () => {
    for (const { dream, true: real, dreamGap } of swept.temperatures) {
      const [inDream, inTrue] = [dream, real].map(({ returns }) => returns.reduce((sum, value) => sum + value, 0) / 4);
      expect(dream.returnMean).toBeCloseTo(inDream ?? Number.NaN, 9);
      expect(dreamGap.mean).toBeCloseTo((inDream ?? Number.NaN) - (inTrue ?? Number.NaN), 9);
      expect(dreamGap.interval?.[0]).toBeLessThanOrEqual(dreamGap.mean);
    }
  });

  it("stands beside random play, the run's controls and what others published", () => {
    expect(swept.references.map(({ agent, dynamics }) => `${agent} ${dynamics}`)).toEqual([
      ...["random true", "controller untrained", "controller z-only"],
    ]);
    expect(swept.published).toEqual({ temperatures: [], scores: publishedScores("cartpole-swingup") });
  });

  it("writes what it prints, a drawing and a page", async () => {
    const { report, plot, data, ...printed } = swept;
    expect(JSON.parse(await readFile(data, "utf8"))).toEqual(printed);
    expect(await readFile(report, "utf8")).toContain(await readFile(plot, "utf8"));
  });

  it("evolves and plays nothing again", async () => {
    const stored = async (): Promise<readonly string[]> => {
      const scores = join(run, "sweep", "scores");
      const files = (await readdir(scores)).map((name) => join(scores, name));
      return Promise.all([...files, join(run, "evaluation.json")].map((file) => readFile(file, "utf8")));
    };
    const before = await stored();
    const out = join(folder, "elsewhere");
    const again = await sweep(run, "--repetitions", "2", "--out", out);
    expect(again).toEqual({ ...swept, report: join(out, "index.html"), ...{ plot: again.plot, data: again.data } });
    // Thinking times are measured anew in every episode that is played.
    expect(await stored()).toEqual(before);
  });

  it("prints a table", async () => {
    const { stdout } = await runCraik([...asked(run), "--repetitions", "2"]);
    expect(stdout).toMatch(
      /^ *τ +in the dream +95 % interval +true scenario +95 % interval +dream gap +95 % interval$/m,
    );
    expect(stdout).toMatch(/^control: z only +-?[\d.]+ ± [\d.]+ +\[-?[\d.]+, -?[\d.]+\]$/m);
  });
});

it("killed with kill -9 while it evolves and while it plays, goes on to the same result", async () => {
  const other = await copyTrainedRun(join(folder, "other"));
  for (const moment of [/evolve at temperature [\d.]+: \d+%/, /play at temperature [\d.]+ in the true scenario/]) {
    const killed = watchCraik(asked(other));
    await killed.sees("stderr", moment);
    killed.child.kill("SIGKILL");
    await killed.ended;
  }
  const { temperatures } = await sweep(other, "--repetitions", "2");
  expect(temperatures).toEqual(swept.temperatures);
});

describe("a sweep is refused", () => {
  it.each([
    ["at temperature 0", ["--temperatures", "0,1"], /--temperatures must be numbers above 0 .*, got "0,1"/],
    ["at no number", ["--temperatures", "1,,2"], /--temperatures must be numbers above 0 .*, got "1,,2"/],
    ["without an episode", ["--episodes", "0"], /--episodes must be an integer of at least 1, got "0"/],
    ["without a repetition", ["--repetitions", "0"], /--repetitions must be an integer from 1 to 100, got "0"/],
  ])("%s", (_title, argv, line) => expectEnding(["sweep", run, ...argv], { status: 2, line }));

  it("of a scenario", () => expectEnding(["sweep", "cartpole-swingup"], { status: 2, line: /a run folder required/ }));

  it("of a run without a model", async () => {
    await createTinyRun(join(folder, "untrained"));
    await expectEnding(["sweep", join(folder, "untrained")], { status: 2, line: /a trained model required/ });
  });

  it("where scores were altered", async () => {
    const altered = join(folder, "altered");
    await cp(run, altered, { recursive: true });
    const [name = ""] = await readdir(join(altered, "sweep", "scores"));
    const file = join(altered, "sweep", "scores", name);
    await writeFile(file, (await readFile(file, "utf8")).replace('"steps":1', '"steps":2'));
    await expectEnding(asked(altered), { status: 2, line: /scores.*must match their checksum/ });
  });
});
