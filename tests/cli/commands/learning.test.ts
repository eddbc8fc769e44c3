/** The --json contracts of the commands that work on a trained run. */
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runFolder } from "../../../cli/pipeline/run-folder.ts";
import { runScores } from "../../../cli/pipeline/score-store.ts";
import { expectFigures, json } from "../../support/json-command.ts";
import { linesOf, runCraik } from "../../support/run-craik.ts";
import { createTinyRun } from "../../support/tiny-run.ts";
import { copyTrainedRun } from "../../support/trained-run.ts";
import { watchCraik } from "../../support/watch-craik.ts";

let folder: string;
let run: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-learning-"));
  run = await copyTrainedRun(join(folder, "run"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("craik train --json", () => {
  it("of a finished run says again what it made", async () => {
    const argv = ["train", "cartpole-swingup", "--run", run, "--resume", "--device", "cpu", "--episodes", "1"];
    const trained = await json(...argv);
    // Three episodes of exploration and two of the planner, of 1,000 steps each.
    expect(trained).toMatchObject({ run, device: "cpu", envSteps: 5000, seconds: expect.any(Number) });
    expect(Object.keys(trained).sort()).toEqual([
      ...["actor", "controller", "device", "envSteps", "heldOut", "rnn", "run", "scores", "seconds", "vae"],
    ]);
    for (const part of ["vae", "rnn", "actor", "controller"]) expectFigures(trained[part]);
    const scored = { episodes: 1, returnMean: expect.any(Number), returnStd: null };
    expect(trained["scores"]).toEqual([
      { agent: "random", dynamics: "–", ...scored },
      { agent: "controller", dynamics: "learned", ...scored },
      { agent: "controller", dynamics: "untrained", ...scored },
      { agent: "controller", dynamics: "z-only", ...scored },
      { agent: "actor", dynamics: "learned", ...scored },
      { agent: "actor", dynamics: "untrained", ...scored },
      { agent: "icem", dynamics: "learned", ...scored },
      { agent: "icem", dynamics: "untrained", ...scored },
    ]);
  });
});

describe("craik train --view", () => {
  it("serves the viewer until training ends", async () => {
    const own = join(folder, "viewed");
    await createTinyRun(own);
    const argv = [
      ...["train", "cartpole-swingup", "--run", own, "--resume", "--episodes", "0"],
      ...["--view", "--port", "0", "--json"],
    ];
    const training = watchCraik(argv);
    const [, url = ""] = await training.sees("stderr", /^viewer (http:\S+)$/m);
    expect((await fetch(url)).status).toBe(200);
    expect((await training.ended).status).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe("craik evaluate --json", () => {
  it.each([
    ["random", "true", 2, []],
    ["controller", "learned", 1, ["controller untrained", "controller z-only"]],
    ["icem", "learned", 1, ["icem untrained", "controller z-only"]],
    ["cem", "true", 1, []],
    ["mppi", "learned", 1, ["mppi untrained", "controller z-only"]],
  ])("scores %s with %s dynamics, beside its controls", async (agent, dynamics, episodes, beside) => {
    const evaluated = await json(
      ...["evaluate", run, "--agent", agent, "--dynamics", dynamics],
      ...["--episodes", String(episodes), "--seed", "5"],
    );
    const { returns, returnMean, returnStd, returnIqm, controls } = evaluated as {
      readonly controls: readonly {
        readonly agent: string;
        readonly dynamics: string;
        readonly returns: readonly number[];
      }[];
      readonly returns: readonly number[];
      readonly returnMean: number;
      readonly returnStd: number | null;
      readonly returnIqm: number;
    };
    const interval = episodes === 1 ? null : [Math.min(...returns), Math.max(...returns)];
    expect(evaluated).toEqual({
      scenario: "cartpole-swingup",
      agent,
      dynamics,
      returnMean,
      returnStd,
      returnIqm,
      // Of one or two returns everything in the middle is their mean, and a fourth of all resamples lies at each of two.
      returnMedian: expect.closeTo(returnMean, 9),
      returnMeanInterval: interval,
      returnIqmInterval: interval,
      returns,
      decisionsPerSecond: expect.any(Number),
      in: "true",
      temperature: null,
      planner: null,
      // Three episodes of exploration, two of the planner and one held out, of 1,000 steps each.
      environmentSteps: agent === "random" || dynamics === "true" ? 0 : 6000,
      controls,
    });
    expect(controls.map((control) => `${control.agent} ${control.dynamics}`)).toEqual(beside);
    for (const control of controls) expect(control.returns).toHaveLength(episodes);
    expect(returns).toHaveLength(episodes);
    const mean = returns.reduce((sum, value) => sum + value, 0) / episodes;
    expect(returnMean).toBeCloseTo(mean, 9);
    expect(returnIqm).toBeCloseTo(mean, 9);
    // Sample standard deviation of two numbers: |a − b| / √2.
    if (episodes === 2) expect(returnStd).toBeCloseTo(Math.abs(returns[0]! - returns[1]!) / Math.SQRT2, 9);
    else expect(returnStd).toBeNull();
    // A reward lies between 0 and 1, an episode has 1,000 steps.
    for (const value of returns) expect(value).toBeGreaterThan(0);
    for (const value of returns) expect(value).toBeLessThanOrEqual(1000);
  });

  it("scores in the dream at a temperature, and keeps no such score", async () => {
    const before = await runScores(runFolder(run)).read();
    const evaluated = await json(
      ...["evaluate", run, "--agent", "controller", "--in", "dream", "--temperature", "1.15", "--episodes", "2"],
    );
    expect(evaluated).toMatchObject({ agent: "controller", dynamics: "learned", in: "dream", temperature: 1.15 });
    expect(evaluated["returns"]).toHaveLength(2);
    expect((evaluated["controls"] as readonly unknown[]).length).toBe(2);
    expectFigures(evaluated["returns"]);
    expect(await runScores(runFolder(run)).read()).toEqual(before);
  });

  it("plans with settings of the command line, and keeps such scores only where it is told to", async () => {
    const before = await runScores(runFolder(run)).read();
    const scores = join(folder, "planned.json");
    const set = ["--set", "horizon=2", "--set", "candidates=4", "--set", "warmStart=false", "--set", "choose=best"];
    const argv = ["evaluate", run, "--agent", "cem", ...set, "--episodes", "1", "--out", scores];
    const evaluated = await json(...argv);
    expect(evaluated["planner"]).toEqual({
      name: "cem",
      options: expect.objectContaining({ horizon: 2, candidates: 4, elites: 2, warmStart: false, choose: "best" }),
    });
    // What was kept is not played again: not even the time that thinking took is another.
    expect(await json(...argv)).toEqual(evaluated);
    expect(await runScores(runFolder(run)).read()).toEqual(before);
    const other = await runCraik([...argv, "--set", "discount=0.9"]);
    expect({ status: other.status, lines: linesOf(other.stderr).length }).toEqual({ status: 2, lines: 1 });
    expect(other.stderr).toMatch(/planned\.json: must hold scores of planner \{.*"discount":0\.9.*; name another file/);
  });

  it("plans with published settings, whose agent they name, from what the run's actor proposes and up to its critic's values", async () => {
    const evaluated = await json("evaluate", run, "--planner", "tdmpc2", "--set", "candidates=64", "--episodes", "1");
    expect(evaluated).toMatchObject({
      agent: "mppi",
      planner: { name: "mppi", options: { horizon: 3, iterations: 6, policyTrajectories: 24, bootstrap: "value" } },
    });
  });

  it("refuses to plan in the true physics from within a dream", async () => {
    const argv = ["evaluate", run, "--agent", "cem", "--dynamics", "true", "--in", "dream"];
    const { status, stderr } = await runCraik(argv);
    expect({ status, lines: linesOf(stderr) }).toEqual({
      status: 2,
      lines: ["craik evaluate: --dynamics true needs the true scenario, whose state no dream has, got --in dream"],
    });
  });

  it("scores random play on a scenario without a run, and the same as in a run", async () => {
    const argv = ["--agent", "random", "--dynamics", "true", "--episodes", "2", "--seed", "5"] as const;
    const without = await json("evaluate", "cartpole-swingup", ...argv);
    expect(without["returns"]).toEqual((await json("evaluate", run, ...argv))["returns"]);
  });
});

describe("craik export --format onnx --json", () => {
  const ONNX_FILES = [
    ...["encoder.onnx", "decoder.onnx", "dynamics.onnx", "controller.onnx", "actor.onnx", "critic.onnx"],
  ] as const;

  interface ExportedCard {
    readonly precision: { readonly weights: string; readonly errors: Readonly<Record<string, object>> | null };
    readonly scores: { readonly returns: readonly object[] };
    readonly limits: { readonly validPrediction: object | null };
    readonly trainedOn: object;
    readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
  }

  async function exported(
    ...options: readonly string[]
  ): Promise<{ readonly out: string; readonly card: ExportedCard }> {
    const out = await mkdtemp(join(folder, "exported-"));
    const { format, files } = await json("export", run, "--format", "onnx", "--out", out, ...options);
    expect(format).toBe("onnx");
    expect(files).toEqual(
      ["model.json", "MODEL_CARD.md", ...ONNX_FILES, "planner.onnx"].map((name) => join(out, name)),
    );
    return { out, card: JSON.parse(await readFile(join(out, "model.json"), "utf8")) as ExportedCard };
  }

  it("names files that are there and that ONNX Runtime loads", async () => {
    const { out } = await exported();
    const inputs: Record<string, readonly string[]> = {};
    for (const name of ONNX_FILES) {
      const session = await InferenceSession.create(join(out, name));
      inputs[name] = [...session.inputNames].sort();
      await session.release();
      expect(await readFile(join(out, name))).toEqual(await readFile(join(run, "model", name)));
    }
    expect(inputs).toEqual({
      "encoder.onnx": ["observation"],
      "decoder.onnx": ["z"],
      "dynamics.onnx": ["action", "c", "h", "z"],
      "controller.onnx": ["h", "z"],
      "actor.onnx": ["z"],
      "critic.onnx": ["z"],
    });
  });

  it("says in the card what the model was trained on, how good it is, and how far it holds", async () => {
    const { out, card } = await exported("--precision", "float32");
    expect(card.precision).toEqual({ weights: "float32", errors: null });
    expect(card.trainedOn).toMatchObject({
      episodes: 5,
      environmentSteps: 5000,
      rounds: 1,
      behaviours: [
        { agent: "brownian", episodes: 3, environmentSteps: 3000 },
        { agent: "icem", episodes: 2, environmentSteps: 2000 },
      ],
    });
    expect(await readFile(join(out, "MODEL_CARD.md"), "utf8")).toContain("# World model of cartpole-swingup");
  });

  it("takes up returns and valid prediction times that were measured since", async () => {
    await json("evaluate", run, "--agent", "random", "--dynamics", "true", "--episodes", "2", "--seed", "5");
    await json("compare", run, "--episodes", "1", "--horizon", "3");
    const { card } = await exported();
    const { model } = JSON.parse(await readFile(join(run, "comparison", "comparison.json"), "utf8")) as {
      readonly model: { readonly returns: unknown };
    };
    expect(model.returns).toEqual(card.scores.returns);
    expect(await readFile(join(run, "comparison", "index.html"), "utf8")).toContain("<td>z-only</td>");
    expect(card.scores.returns).toContainEqual(expect.objectContaining({ agent: "random", dynamics: "–" }));
    expect(card.limits.validPrediction).toEqual({
      secs: expect.any(Number),
      threshold: expect.any(Number),
      toTheEnd: expect.any(Number),
    });
  });

  it.each(["float16", "int8"])("writes %s files, with their measured error", async (precision) => {
    const [{ card: exact }, { out, card }] = [await exported(), await exported("--precision", precision)];
    expect(card.precision.weights).toBe(precision);
    expect(Object.keys(card.precision.errors ?? {})).toEqual([
      ...["encoder", "decoder", "dynamics", "controller", "actor", "critic"],
    ]);
    // The others have so few weights here that scales and nodes weigh more.
    expect(card.files["dynamics.onnx"]?.bytes).toBeLessThan(exact.files["dynamics.onnx"]?.bytes ?? 0);
    for (const name of ONNX_FILES) {
      const bytes = await readFile(join(out, name));
      expect(card.files[name]?.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    }
    // Of a planner there is none: it stays in float32.
    expect(card.files["planner.onnx"]).toEqual(exact.files["planner.onnx"]);
    expect(await readFile(join(out, "MODEL_CARD.md"), "utf8")).toContain(`## Error of ${precision}`);
  });

  it.each(["precision int8", "agent cem", "planner pets", "set horizon=3"])(
    "refuses --%s of a scenario, which has none, in one line",
    async (option) => {
      const [name, value] = option.split(" ") as [string, string];
      const { status, stdout, stderr } = await runCraik([
        ...["export", "cartpole-swingup", "--format", "mjcf", `--${name}`, value],
      ]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(linesOf(stderr)).toEqual([`craik export: --${name} must go with --format onnx, got mjcf`]);
    },
  );
});
