/** The compiled command, as a process: what scripts that call it rely on. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDataset } from "../../../sim/index.ts";
import { finish, linesOf, runCraik, startCraik } from "../../support/run-craik.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-cli-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command with --json and checks that standard output is one JSON object and nothing else. */
async function json(...argv: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { status, stdout, stderr } = await runCraik([...argv, "--json"]);
  expect(stderr.split("\n").filter((line) => line.startsWith("craik"))).toEqual([]);
  expect(status).toBe(0);
  expect(linesOf(stdout)).toHaveLength(1);
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}

describe("--json", () => {
  it("scenarios: lists ids, spaces and limits", async () => {
    const { scenarios } = await json("scenarios");
    expect(scenarios).toContainEqual({
      id: "cartpole-swingup",
      tags: expect.any(Array),
      description: expect.any(String),
      maxSteps: 1000,
      observationSpace: { state: expect.objectContaining({ shape: [5] }) },
      actionSpace: expect.objectContaining({ shape: [1], low: [-1], high: [1] }),
    });
  });

  it("doctor: names every device, working or not", async () => {
    const diagnosis = await json("doctor");
    expect(diagnosis).toMatchObject({ node: process.versions.node, advice: expect.any(Array) });
    expect(diagnosis["devices"]).toMatchObject([
      { device: "cpu", works: true },
      { device: "webgpu" },
      { device: "cuda" },
    ]);
  });

  it("export: names the files that it wrote", async () => {
    const out = join(folder, "cartpole.xml");
    expect(await json("export", "cartpole-swingup", "--format", "mjcf", "--out", out)).toEqual({
      format: "mjcf",
      files: [out],
    });
    expect(await readFile(out, "utf8")).toMatch(/^<mujoco model="cartpole-swingup">/);
  });

  it("export: writes into a folder under the scenario's own name", async () => {
    const { files } = await json(
      "export",
      "cartpole-swingup",
      "--format",
      "mjcf",
      "--out",
      join(folder, "made", "here"),
    );
    expect(files).toEqual([join(folder, "made", "here", "cartpole-swingup.xml")]);
  });
});

describe("rollout", () => {
  const ROLLOUT = ["rollout", "cartpole-swingup", "--episodes", "3", "--seed", "5"] as const;

  it("gives the same hash and returns for any number of workers", async () => {
    const one = await json(...ROLLOUT);
    const two = await json(...ROLLOUT, "--workers", "2");
    expect(one).toMatchObject({
      episodes: 3,
      steps: 3000,
      stateHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      dataset: null,
    });
    expect({ ...two, stepsPerSecond: 0 }).toEqual({ ...one, stepsPerSecond: 0 });
  });

  it("gives another hash for another seed and for another agent", async () => {
    const hashes = await Promise.all(
      [
        ["--seed", "1"],
        ["--seed", "2"],
        ["--seed", "1", "--agent", "brownian"],
      ].map(async (more) => (await json("rollout", "cartpole-swingup", "--episodes", "1", ...more))["stateHash"]),
    );
    expect(new Set(hashes).size).toBe(3);
  });

  it("records what it ran, and adds to a dataset that is there", async () => {
    const out = join(folder, "dataset");
    expect(await json(...ROLLOUT, "--out", out)).toMatchObject({ dataset: out });
    await json("rollout", "cartpole-swingup", "--episodes", "1", "--seed", "8", "--agent", "brownian", "--out", out);
    const dataset = await openDataset(out);
    expect(dataset.entries.map(({ seed, agent, steps }) => ({ seed, agent, steps }))).toEqual([
      { seed: 5, agent: "random", steps: 1000 },
      { seed: 6, agent: "random", steps: 1000 },
      { seed: 7, agent: "random", steps: 1000 },
      { seed: 8, agent: "brownian", steps: 1000 },
    ]);
  });

  it("stops at Ctrl-C with status 130 and one line, and leaves whole episodes only", async () => {
    const out = join(folder, "interrupted");
    const child = startCraik([
      "rollout",
      "cartpole-swingup",
      "--episodes",
      "100000",
      "--workers",
      "2",
      "--out",
      out,
      "--quiet",
    ]);
    const ended = finish(child);
    // Once an episode is on the disk, work is certainly under way.
    while (!(await readdir(out).catch(() => [])).some((name) => name.endsWith(".arrow"))) {
      if (child.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill("SIGINT");
    expect(await ended).toEqual({ status: 130, stdout: "", stderr: "craik rollout: interrupted\n" });
    const dataset = await openDataset(out);
    expect(dataset.entries.length).toBeGreaterThan(0);
  });
});

describe("a mistake of the caller's", () => {
  const MISTAKES: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["an unknown command", ["roll"], /^craik: unknown command 'roll'/],
    ["a misspelt scenario", ["rollout", "cartpole-swingip"], /did you mean cartpole-swingup/],
    ["a scenario file that is not there", ["rollout", "./none.ts"], /\.\/none\.ts/],
    [
      "an unknown agent",
      ["rollout", "cartpole-swingup", "--agent", "brown"],
      /--agent must be one of random, brownian, coloured, got "brown"/,
    ],
    [
      "a seed that is no integer",
      ["rollout", "cartpole-swingup", "--seed", "1.5"],
      /--seed must be an integer .* got "1.5"/,
    ],
    [
      "seeds beyond the last",
      ["rollout", "cartpole-swingup", "--seed", "4294967295", "--episodes", "2"],
      /--seed must leave/,
    ],
    [
      "no episode",
      ["rollout", "cartpole-swingup", "--episodes", "0"],
      /--episodes must be an integer of at least 1, got "0"/,
    ],
    ["an unknown option", ["scenarios", "--jsn"], /unknown option '--jsn' \(Did you mean --json\?\)/],
    ["no scenario", ["rollout"], /missing required argument 'scenario'/],
    ["no format", ["export", "cartpole-swingup"], /--format must be one of/],
    ["an unknown format", ["export", "cartpole-swingup", "--format", "mjfc"], /did you mean mjcf/],
  ];

  it.each(MISTAKES)("%s: status 2, one line, nothing on standard output", async (_title, argv, line) => {
    const { status, stdout, stderr } = await runCraik(argv);
    expect(stdout).toBe("");
    expect(linesOf(stderr)).toEqual([expect.stringMatching(line)]);
    expect(status).toBe(2);
  });

  it("names the file and the field of a wrong scenario", async () => {
    const path = join(folder, "wrong.ts");
    await writeFile(
      path,
      'import { defineScenario } from "craik/scenarios";\nexport default defineScenario({ id: "wrong", timestepSecs: -1 });\n',
    );
    const { status, stderr } = await runCraik(["rollout", path]);
    expect(linesOf(stderr)).toHaveLength(1);
    expect(stderr).toContain(path);
    expect(status).toBe(2);
  });

  it("refuses a folder that holds no dataset of this world", async () => {
    const out = join(folder, "file");
    await writeFile(out, "not a folder");
    const { status, stderr } = await runCraik(["rollout", "cartpole-swingup", "--episodes", "1", "--out", out]);
    expect(linesOf(stderr)).toEqual([expect.stringContaining(out)]);
    expect(status).not.toBe(0);
  });
});

describe("a reader that goes away", () => {
  it("ends the command without a word", async () => {
    const child = startCraik(["scenarios"]);
    child.stdout?.destroy();
    expect(await finish(child)).toMatchObject({ status: 0, stderr: "" });
  });
});

describe("the stack of an error", () => {
  it("is printed only when CRAIK_DEBUG asks for it", async () => {
    const { stderr } = await runCraik(["rollout", "nowhere"], { env: { CRAIK_DEBUG: "1" } });
    expect(stderr).toMatch(/\n\s+at /);
  });
});
