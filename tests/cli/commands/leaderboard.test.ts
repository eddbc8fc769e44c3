/** `craik leaderboard` on a tiny trained run and on scenarios alone. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Leaderboard, LeaderboardRow } from "../../../cli/leaderboard/fill-leaderboard.ts";
import { publishedScores } from "../../../cli/leaderboard/published-scores.ts";
import type { Score } from "../../../cli/pipeline/score-store.ts";
import { linesOf, runCraik } from "../../support/run-craik.ts";
import { copyTrainedRun } from "../../support/trained-run.ts";
import { verdicts, watchCraik } from "../../support/watch-craik.ts";

let folder: string;
let run: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-leaderboard-"));
  run = await copyTrainedRun(join(folder, "run"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function json(...argv: readonly string[]): Promise<Leaderboard> {
  const { status, stdout, stderr } = await runCraik(["leaderboard", ...argv, "--json"]);
  expect({ status, lines: verdicts(stderr) }).toEqual({ status: 0, lines: [] });
  expect(linesOf(stdout)).toHaveLength(1);
  return JSON.parse(stdout) as Leaderboard;
}

const PLANNERS = ["cem", "icem", "mppi", "mcts"];
const nameOf = ({ agent, dynamics }: LeaderboardRow): string => `${agent} ${dynamics}`;

describe("a leaderboard of a run", () => {
  it("has every agent, each result of the model followed by its controls, and is written as it is printed", async () => {
    const out = join(folder, "results", "leaderboard.json");
    const board = await json(run, "--episodes", "2", "--out", out);
    expect(board).toMatchObject({ scenario: "cartpole-swingup", seed: 0, episodes: 2 });
    expect(board.published).toEqual(publishedScores("cartpole-swingup"));
    expect(board.rows.map(nameOf)).toEqual([
      ...["random true", "controller learned", "controller untrained", "controller z-only"],
      ...["actor learned", "actor untrained"],
      ...PLANNERS.flatMap((name) => [`${name} learned`, `${name} untrained`, `${name} true`]),
    ]);
    expect(JSON.parse(await readFile(out, "utf8"))).toEqual(board);

    // Three episodes of exploration, two of the planner and one held out, of 1,000 steps each. In the true physics MPPI tries what the run's
    // actor would do, and so does tree search; the others ask for nothing that was trained.
    const untaught = ["random true", "cem true", "icem true"];
    for (const row of board.rows) {
      expect(row.environmentSteps).toBe(untaught.includes(nameOf(row)) ? 0 : 6000);
      expect(row.evolvedIn).toBe(row.agent === "controller" ? "dream" : null);
      expect(row.returns).toHaveLength(2);
      expect(row.run).toBe(run);
      expect(row.decisionsPerSecond).toBeGreaterThan(0);
    }

    // The definition, seed by seed: return in the true physics less return in the model.
    const [learned, oracle] = ["cem learned", "cem true"].map((name) => board.rows.find((row) => nameOf(row) === name));
    const regrets = oracle?.returns.map((value, index) => value - (learned?.returns[index] ?? Number.NaN)) ?? [];
    const { mean, interval } = learned?.planningRegret ?? {};
    expect(mean).toBeCloseTo(((regrets[0] ?? 0) + (regrets[1] ?? 0)) / 2, 9);
    // A fourth of all resamples of two lies at each of them.
    expect(interval).toEqual([Math.min(...regrets), Math.max(...regrets)]);
    expect(board.rows.filter(({ planningRegret }) => planningRegret).map(nameOf)).toEqual(
      PLANNERS.map((name) => `${name} learned`),
    );
  });

  it("plays nothing twice, for itself or for craik evaluate", async () => {
    const before = await readFile(join(run, "evaluation.json"), "utf8");
    await json(run, "--agents", "cem", "--episodes", "2");
    const evaluated = await runCraik(["evaluate", run, "--agent", "cem", "--episodes", "2", "--json"]);
    expect(evaluated.status).toBe(0);
    expect(await readFile(join(run, "evaluation.json"), "utf8")).toBe(before);
  });

  it("plays in the true physics once for runs that plan alike, and names the run of each row", async () => {
    const other = await copyTrainedRun(join(folder, "other"));
    const { rows } = await json(run, other, "--agents", "random,cem", "--episodes", "1");
    expect(rows.map((row) => [nameOf(row), row.run])).toEqual([
      ["random true", run],
      ...["cem learned", "cem untrained", "controller z-only"].map((name) => [name, run]),
      ...["cem learned", "cem untrained", "controller z-only"].map((name) => [name, other]),
      ["cem true", run],
    ]);
    // The second run is a copy of the first.
    const [own, copied] = rows.filter(({ planningRegret }) => planningRegret);
    expect(copied?.planningRegret).toEqual(own?.planningRegret);
  });

  it("prints a table", async () => {
    const { status, stdout } = await runCraik(["leaderboard", run, "--agents", "random,cem", "--episodes", "2"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^agent +return +95 % interval +IQM +median +environment steps +decisions\/s +regret$/m);
    expect(stdout).toMatch(/^cem · learned .* 6000 .* -?[\d.]+ \[-?[\d.]+, -?[\d.]+\]$/m);
    expect(stdout).toMatch(/^TD-MPC2 +839 +100,000 steps$/m);
  });
});

describe("a leaderboard of a scenario alone", () => {
  it("has those who need no model", async () => {
    const { rows } = await json("pendulum-swingup", "--agents", "random,controller", "--episodes", "2");
    expect(rows.map((row) => [nameOf(row), row.run])).toEqual([["random true", null]]);
  });

  it("killed with kill -9 goes on with the scores beside its result", async () => {
    const argv = ["cartpole-swingup", "--agents", "random", "--episodes", "200", "--out", join(folder, "alone.json")];
    const kept = join(folder, "alone.scores.json");
    const board = watchCraik(["leaderboard", ...argv]);
    while ((await scoresIn(kept)).length === 0 && board.child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 10));
    board.child.kill("SIGKILL");
    await board.ended;
    const before = await scoresIn(kept);
    expect(before.length).toBeLessThan(200);
    const { rows } = await json(...argv);
    expect(rows[0]?.returns).toHaveLength(200);
    // Thinking times are measured anew in every episode that is played, so equal ones show that these were not.
    expect(await scoresIn(kept)).toEqual(expect.arrayContaining([...before]));
  });
});

async function scoresIn(file: string): Promise<readonly Score[]> {
  const text = await readFile(file, "utf8").catch(() => '{"data":{"scores":[]}}');
  return (JSON.parse(text) as { readonly data: { readonly scores: readonly Score[] } }).data.scores;
}
