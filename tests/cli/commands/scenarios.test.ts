/** `craik scenarios new` and `craik scenarios check`, as a process: what a person with a file of their own is told. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadScenario } from "../../../scenarios/index.ts";
import { conformanceChecks, scenarioHash } from "../../../sim/index.ts";
import { linesOf, type Ran, runCraik } from "../../support/run-craik.ts";

let folder = "";
let started = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-scenarios-"));
  started = join(folder, "made", "MyFirst World.ts");
  const { status, stdout } = await runCraik(["scenarios", "new", started]);
  expect(status).toBe(0);
  expect(stdout).toContain(`craik scenarios check ${started}`);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function check(path: string, ...more: readonly string[]): Promise<Ran> {
  return runCraik(["scenarios", "check", path, "--quiet", ...more]);
}

/** The starting file with a piece replaced, as a file of its own. */
async function changed(name: string, from: string, to: string): Promise<string> {
  const text = await readFile(started, "utf8");
  expect(text).toContain(from);
  const path = join(folder, name);
  await writeFile(path, text.replace(from, to));
  return path;
}

describe("craik scenarios new", () => {
  it("writes a file that passes every check, under an id made from its name", async () => {
    const { status, stdout, stderr } = await check(started, "--json");
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      scenario: "my-first-world",
      passed: conformanceChecks.map(({ id, title }) => ({ id, title })),
      failed: [],
      skipped: [],
      seconds: expect.any(Number),
    });
    expect(status).toBe(0);
  });

  it("writes the same world without types as a .js file", async () => {
    const path = join(folder, "plain.js");
    const { status, stdout } = await runCraik(["scenarios", "new", path, "--json"]);
    expect([status, JSON.parse(stdout)]).toEqual([0, { path, scenario: "plain" }]);
    expect(await readFile(path, "utf8")).not.toMatch(/: Scenario|type Scenario/);
    const typed = { ...(await loadScenario(started)), id: "plain" };
    expect(await scenarioHash(await loadScenario(path))).toBe(await scenarioHash(typed));
  });

  it("leaves a file alone that is there already", async () => {
    const before = await readFile(started, "utf8");
    const { status, stderr } = await runCraik(["scenarios", "new", started]);
    expect(linesOf(stderr)).toEqual([
      `craik scenarios new: path must be that of a new file, got ${JSON.stringify(started)}, which is there already`,
    ]);
    expect(status).toBe(2);
    expect(await readFile(started, "utf8")).toBe(before);
  });

  it("says where it cannot write, and leaves nothing there", async () => {
    const { status, stderr } = await runCraik(["scenarios", "new", "/dev/null/world.ts"]);
    expect(linesOf(stderr)).toEqual([
      expect.stringMatching(/^craik scenarios new: \/dev\/null\/world\.ts: a file must be writable there, got E/),
    ]);
    expect(status).toBe(1);
  });

  it.each([
    ["world.py", /path must end in \.ts, \.mts, \.js, \.mjs, got ".*world\.py"$/],
    ["---.ts", /path must end in a name with letters or digits, which becomes the id, got ".*---\.ts"$/],
  ])("refuses %s", async (name, message) => {
    const { status, stderr } = await runCraik(["scenarios", "new", join(folder, name)]);
    expect(linesOf(stderr)).toEqual([expect.stringMatching(message)]);
    expect(status).toBe(2);
  });
});

describe("craik scenarios check", () => {
  it("says what fails, where and what was expected", async () => {
    const path = await changed("nan.ts", "return 1 /", "return 0 / 0 /");
    const { status, stdout, stderr } = await check(path);
    const lines = linesOf(stdout);
    expect(lines.filter((line) => line.startsWith("✓"))).toHaveLength(3);
    const at = lines.findIndex((line) => line.startsWith("✗"));
    expect(lines[at]).toBe("✗ walks 10,000 steps of random actions without an error");
    expect(lines[at + 1]).toBe("    seed 100, step 1: my-first-world: reward must be finite, got NaN at step 1");
    expect(lines.at(-1)).toMatch(/^my-first-world: 3 passed, 1 failed, \d+ not run, \d+\.\d s$/);
    expect(linesOf(stderr)).toEqual([
      `craik scenarios check: ${path}: all ${conformanceChecks.length} checks must pass, 1 failed: random-steps`,
    ]);
    expect(status).toBe(2);
  });

  it("finds a function whose bits differ between machines", async () => {
    const path = await changed("sine.ts", "return 1 /", "return Math.cos(0) /");
    const { status, stdout } = await check(path);
    expect(linesOf(stdout)).toContain(
      "    reward calls Math.cos, whose result is not the same everywhere: expected craik/sim's",
    );
    expect(status).toBe(2);
  });

  it("names file, field and value of a declaration that cannot be", async () => {
    const path = await changed("heavy.ts", "mass: 0.5", "mass: -0.5");
    const { status, stdout, stderr } = await check(path, "--json");
    expect(stdout).toBe("");
    expect(linesOf(stderr)).toEqual([
      `craik scenarios check: ${path}: scenario my-first-world: bodies.2.shapes.0.mass: expected >=0, got -0.5`,
    ]);
    expect(status).toBe(2);
  });

  const LOOP = "for (;;) {}";
  it.each([
    ["at the top of the file", "const BALL_RADIUS", `${LOOP}\nconst BALL_RADIUS`, "loading the file"],
    ["in a promise at the top", "const BALL_RADIUS", "await new Promise(() => {});\nconst BALL_RADIUS", "ended with"],
  ])("ends with one line when a file loops %s", async (_where, from, to, what) => {
    const path = await changed(`loop-${what.length}.ts`, from, to);
    const { status, stdout, stderr } = await check(path, "--timeout", "1");
    expect([status, stdout, linesOf(stderr)]).toEqual([2, "", [expect.stringContaining(`${path}: `)]]);
    expect(stderr).toContain(what);
  });

  it.each([
    ["start", "const drawn = 0.8", `${LOOP}\n    const drawn = 0.8`, "reset-result"],
    ["reward", "const away =", `if (memory.mark[0] === 1) return 1;\n    ${LOOP}\n    const away =`, "random-steps"],
  ])("says that %s does not return", async (field, from, to, id) => {
    const path = await changed(`endless-${field}.ts`, from, to);
    const { status, stdout } = await check(path, "--timeout", "1", "--json");
    const { failed, skipped } = JSON.parse(stdout) as {
      readonly failed: readonly unknown[];
      readonly skipped: readonly unknown[];
    };
    expect(failed).toEqual([
      { id, title: expect.any(String), message: `scenario my-first-world: ${field} did not return within 1 s` },
    ]);
    expect(skipped.length).toBeGreaterThan(20);
    expect(status).toBe(2);
  });

  it("says what a file throws outside its functions", async () => {
    const path = await changed(
      "late.ts",
      "const BALL_RADIUS",
      'Promise.reject(new RangeError("late"));\nconst BALL_RADIUS',
    );
    const { status, stderr } = await check(path);
    expect(linesOf(stderr)).toEqual([
      `craik scenarios check: ${path}: must run without errors of its own making, got RangeError: late`,
    ]);
    expect(status).toBe(2);
  });

  it("says that a file ended the thread that it ran in", async () => {
    const path = await changed("exit.ts", "const BALL_RADIUS", "process.exit(7);\nconst BALL_RADIUS");
    const { status, stderr } = await check(path);
    expect(linesOf(stderr)).toEqual([
      `craik scenarios check: ${path}: must let its thread go on, it ended with 7 while loading`,
    ]);
    expect(status).toBe(2);
  });

  it("refuses an unknown id as every command does", async () => {
    const { status, stderr } = await check("cartpole-swingip");
    expect(linesOf(stderr)).toEqual([expect.stringContaining("did you mean cartpole-swingup?")]);
    expect(status).toBe(2);
  });
});
