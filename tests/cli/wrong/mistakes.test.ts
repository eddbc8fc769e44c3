/** The caller's mistakes with runs and the viewer: status 2 and one line that says what was wrong. */

import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NO_ACTOR } from "../../../cli/pipeline/presets/state.ts";
import type { Settings } from "../../../cli/pipeline/run-config.ts";
import { expectEnding } from "../../support/expect-ending.ts";
import { writeOwnScenario } from "../../support/own-scenario.ts";
import { createTinyRun } from "../../support/tiny-run.ts";

const CARTPOLE = "cartpole-swingup";
let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-mistakes-"));
  await mkdir(at("empty"));
  await writeFile(at("file"), "not a folder");
  await createTinyRun(at("untrained"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const refuse = (argv: readonly string[], line: RegExp, env: Readonly<Record<string, string>> = {}): Promise<void> =>
  expectEnding(argv, { status: 2, line }, { cwd: folder, env });

describe("a run folder", () => {
  it.each([
    ["that holds a run already, for a new one", ["train", CARTPOLE, "--run", "untrained"], /holds a run already/],
    [
      "that holds a run already, for a new demo",
      ["demo", "--no-open", "--port", "0", "--run", "untrained"],
      /holds a run already/,
    ],
    ["that is a file, for a new run", ["train", CARTPOLE, "--run", "file"], /file: a run folder required.*ENOTDIR/],
    ["without a run, to go on with", ["train", CARTPOLE, "--run", "empty", "--resume"], /empty: a run folder required/],
    [
      "that was never made, to go on with",
      ["train", CARTPOLE, "--resume"],
      /--resume: a run of cartpole-swingup below runs/,
    ],
    [
      "that was begun with another seed, to go on with",
      ["train", CARTPOLE, "--run", "untrained", "--resume", "--seed", "7"],
      /--seed must be 3 to go on with untrained, which was begun with it, got 7/,
    ],
    [
      "that was begun with another preset, for a demo to go on with",
      ["demo", "--no-open", "--port", "0", "--run", "untrained", "--resume", "--preset", "paper"],
      /--preset must be fast to go on with untrained/,
    ],
    [
      "that was begun on another device, to go on with",
      ["train", CARTPOLE, "--run", "untrained", "--resume", "--device", "cuda"],
      /--device must be cpu to go on with untrained/,
    ],
    [
      "of a preset that is not for pixels",
      ["train", "take-cover", "--observe", "pixels", "--preset", "dream", "--run", "new"],
      /--preset: fast or paper required with --observe pixels, got dream/,
    ],
    ["without a run, to score", ["evaluate", "./empty"], /empty/],
    ["that is not there, to score", ["evaluate", "./nowhere"], /nowhere/],
    ["without a run, to export", ["export", "empty", "--format", "onnx"], /empty: a run folder required/],
    ["without a run, to serve", ["serve", "./empty", "--port", "0"], /empty/],
    ["without a model, to score", ["evaluate", "untrained"], /a trained model required, and training has not finished/],
    ["without a model, to export", ["export", "untrained", "--format", "onnx"], /a trained model required/],
    ["without a model, to serve", ["serve", "untrained", "--port", "0"], /a trained model required/],
  ])("%s", (_title, argv, line) => refuse(argv, line));
});

describe("a scenario", () => {
  it.each([
    ["file that is not there", ["train", "./none.ts"], /\.\/none\.ts/],
    ["id that is misspelt", ["demo", "cartpole", "--no-open", "--port", "0"], /cartpole/],
    [
      "without a run, for an agent that needs a model",
      ["evaluate", CARTPOLE, "--agent", "cem"],
      /--agent cem --dynamics learned needs a trained run/,
    ],
    [
      "without a run, to act in the dream of",
      ["evaluate", CARTPOLE, "--agent", "random", "--in", "dream"],
      /--in dream needs a trained run, got the scenario cartpole-swingup/,
    ],
    [
      "whose scores a file cannot hold",
      ["evaluate", CARTPOLE, "--agent", "random", "--episodes", "1", "--out", "file"],
      /file: must be JSON, and it is not/,
    ],
  ])("%s", (_title, argv, line) => refuse(argv, line));

  it("that has changed since the run was made", async () => {
    await writeOwnScenario(at("own.ts"));
    await createTinyRun(at("changed"), { scenario: at("own.ts") });
    await writeOwnScenario(at("own.ts"), [["gear: 10", "gear: 11"]]);
    const line = /changed: scenario cartpole-swingup must have the hash [0-9a-f]{12}… of the run, got [0-9a-f]{12}…/;
    await refuse(["train", "own.ts", "--run", "changed", "--resume"], line);
    await refuse(["evaluate", "changed"], line);
  });

  it.each<[string, (settings: Settings) => Partial<Settings>, string]>([
    [
      "asks a critic that is never trained",
      ({ planners: { mppi, ...others } }) => ({
        planners: { ...others, mppi: { ...mppi, bootstrap: "value", policyTrajectories: 0 } },
      }),
      "planners.mppi.bootstrap: none or reward required where settings.actor.schedule.steps is 0, got value",
    ],
    [
      "asks an actor that is never trained",
      ({ planners: { mppi, ...others } }) => ({ planners: { ...others, mppi: { ...mppi, policyTrajectories: 3 } } }),
      "planners.mppi.policyTrajectories: 0 required where settings.actor.schedule.steps is 0, got 3",
    ],
    [
      "is cautious without an ensemble",
      ({ planners: { icem, ...others } }) => ({ planners: { ...others, icem: { ...icem, caution: 1 } } }),
      "planners.icem.caution: 0 required where settings.rnn.ensemble is 1, got 1",
    ],
    [
      "keeps more elites than candidates",
      ({ oraclePlanners: { cem, ...others } }) => ({ oraclePlanners: { ...others, cem: { ...cem, elites: 1000 } } }),
      "oraclePlanners.cem: ",
    ],
  ])("whose planner %s", async (_title, change, line) => {
    const run = `unsound-${createHash("sha256").update(line).digest("hex").slice(0, 8)}`;
    await createTinyRun(at(run), {
      change: ({ settings, ...config }) => ({
        ...config,
        settings: { ...settings, actor: NO_ACTOR, ...change(settings) },
      }),
    });
    const whole = `config.json: settings.${line}`.replaceAll(".", "\\.");
    await refuse(["train", CARTPOLE, "--run", run, "--resume"], new RegExp(whole));
  });

  it("whose file is gone since the run was made", async () => {
    await writeOwnScenario(at("gone.ts"));
    await createTinyRun(at("orphan"), { scenario: at("gone.ts") });
    await rm(at("gone.ts"));
    await refuse(["evaluate", "orphan"], /gone\.ts/);
  });
});

describe("an option", () => {
  it.each([
    [["train", CARTPOLE, "--seed", "-1"], /--seed must be an integer from 0 to 4294967295, got "-1"/],
    [
      ["train", CARTPOLE, "--repeat", "40"],
      /--repeat 40: episodes of at least 32 decisions required, .*, got 25 in 1000 steps of cartpole-swingup/,
    ],
    [
      ["train", CARTPOLE, "--preset", "fats"],
      /--preset must be one of fast, paper, dream, got "fats".*did you mean fast/,
    ],
    [["train", CARTPOLE, "--evolve", "reel"], /--evolve must be one of dream, true, dream-checked, got "reel"/],
    [["train", CARTPOLE, "--search", "diagonal"], /--search must be one of full, separable, got "diagonal"/],
    [["train", CARTPOLE, "--restarts", "-1"], /--restarts must be an integer of at least 0, got "-1"/],
    [["evaluate", CARTPOLE, "--agent", "cme"], /--agent must be one of random, controller, .*, got "cme"/],
    [
      ["evaluate", "untrained", "--agent", "controller", "--dynamics", "true"],
      /--dynamics must be one of learned, untrained, z-only with --agent controller, got true/,
    ],
    [
      ["evaluate", CARTPOLE, "--agent", "icem", "--dynamics", "true", "--planner", "pets"],
      /--planner pets must go with --agent cem, got --agent icem/,
    ],
    [
      ["evaluate", CARTPOLE, "--planner", "pest"],
      /--planner must be one of pets, .*, got "pest" \(did you mean pets\?\)/,
    ],
    [
      ["evaluate", CARTPOLE, "--agent", "random", "--set", "horizon=2"],
      /--planner and --set are of planners: --agent must be one of cem, icem, mppi.*, got random/,
    ],
    [
      ["evaluate", CARTPOLE, "--dynamics", "true", "--set", "horizn=2"],
      /an option must be one of candidates, horizon, iterations, .*, got horizn/,
    ],
    [
      ["evaluate", CARTPOLE, "--dynamics", "true", "--set", "horizon=0.5"],
      /horizon must be a positive integer, got 0\.5/,
    ],
    [["evaluate", CARTPOLE, "--set", "horizon"], /--set must be name=value, got "horizon"/],
    [
      ["evaluate", CARTPOLE, "--set", "horizon=1", "--set", "horizon=2"],
      /--set must set horizon once, got it again: "horizon=2"/,
    ],
    [["evaluate", "untrained", "--temperature", "1"], /--temperature is of the dream: it must go with --in dream/],
    [["evaluate", "untrained", "--temperature", "0"], /--temperature must be a number above 0, got "0"/],
    [["serve", "--port", "65536"], /--port must be an integer from 0 to 65535, got "65536"/],
    [["bench", "paln"], /benchmark must be one of .*camera, train, plan.*, got "paln"/],
    [["demo", "--no-opne"], /unknown option '--no-opne'/],
  ])("%j", (argv, line) => refuse(argv, line));

  // A driver list that names no driver leaves Vulkan without an adapter; other systems' graphics need no such list.
  it.skipIf(process.platform !== "linux").each([
    ["train", ["train", CARTPOLE]],
    ["demo", ["demo", "--no-open", "--port", "0"]],
  ])("--device webgpu of %s without a usable adapter", async (_title, argv) => {
    const env = { VK_ICD_FILENAMES: "/nonexistent.json", VK_DRIVER_FILES: "/nonexistent.json" };
    await refuse(
      [...argv, "--device", "webgpu"],
      /--device webgpu: a webgpu device that works is required, got: /,
      env,
    );
    expect(existsSync(at("runs"))).toBe(false);
  });
});

describe("a port in use", () => {
  let server: Server;
  let port: string;
  beforeAll(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen({ port: 0, host: "127.0.0.1" }, resolve));
    const address = server.address();
    port = String(typeof address === "object" ? address?.port : "");
  });
  afterAll(() => void server.close());

  it.each([
    ["demo", ["demo", "--no-open"]],
    ["serve", ["serve", CARTPOLE]],
  ])("stops %s, and leaves no run folder behind", async (_title, argv) => {
    await refuse([...argv, "--port", port], new RegExp(`port must be free, but ${port} is in use`));
    expect(existsSync(at("runs"))).toBe(false);
  });
});
