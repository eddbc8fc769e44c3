/** `craik rollout`: exploration, options, and datasets that grow. */
import { mkdtemp, readFile, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDataset } from "../../../sim/index.ts";
import { fingerprint } from "../../support/fingerprint.ts";
import { jsonOf, runCommand } from "../../support/run-command.ts";
import { finish, runCraik, startCraik } from "../../support/run-craik.ts";

let folder = "";
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-rollout-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rollout = (...more: readonly string[]): readonly string[] => ["rollout", "cartpole-swingup", ...more];
const FIVE = ["--episodes", "5", "--seed", "3"] as const;

describe("a rollout into a dataset", () => {
  it("runs only what is missing, with the results and the bytes of an undisturbed run", async () => {
    const whole = await jsonOf(rollout(...FIVE, "--out", at("whole")));
    expect(whole).toMatchObject({ episodes: 5, kept: 0, steps: 5000 });
    await jsonOf(rollout("--episodes", "2", "--seed", "3", "--out", at("parts")));
    const threads = await runCraik(rollout(...FIVE, "--out", at("parts"), "--workers", "2", "--json"));
    const rest = JSON.parse(threads.stdout);
    expect({ ...rest, stepsPerSecond: 0, dataset: "" }).toEqual({ ...whole, kept: 2, stepsPerSecond: 0, dataset: "" });
    expect(await fingerprint(at("parts"))).toEqual(await fingerprint(at("whole")));
    expect(await jsonOf(rollout(...FIVE, "--out", at("parts")))).toMatchObject({
      kept: 5,
      stateHash: whole["stateHash"],
    });
    expect(await fingerprint(at("parts"))).toEqual(await fingerprint(at("whole")));
  });

  it("goes on after kill -9 to the same bytes, with another number of workers", async () => {
    const words = (name: string): readonly string[] =>
      rollout("--episodes", "30", "--agent", "coloured", "--out", at(name));
    const killed = startCraik([...words("killed"), "--workers", "2", "--quiet"]);
    const ended = finish(killed);
    const manifest = at("killed/manifest.jsonl");
    while ((await readFile(manifest, "utf8").catch(() => "")).split("\n").length < 4 && killed.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    killed.kill("SIGKILL");
    await ended;
    const before = (await openDataset(at("killed"))).entries.length;
    expect(before).toBeGreaterThanOrEqual(3);
    expect(await jsonOf(words("killed"))).toMatchObject({ episodes: 30, kept: before });
    await jsonOf(words("undisturbed"));
    expect(await fingerprint(at("killed"))).toEqual(await fingerprint(at("undisturbed")));
  });

  it("takes other agents, other noise and other options for other episodes", async () => {
    const out = ["--out", at("mixed"), "--episodes", "1"];
    for (const more of [
      [],
      ["--agent", "coloured"],
      ["--agent", "coloured", "--beta", "2"],
      ["--option", "poleAngle=1"],
    ])
      expect(await jsonOf(rollout(...out, ...more))).toMatchObject({ kept: 0 });
    const { entries } = await openDataset(at("mixed"));
    expect(entries.map(({ agent, seed, options }) => ({ agent, seed, options }))).toEqual([
      { agent: "random", seed: 0, options: {} },
      { agent: "coloured", seed: 0, options: {} },
      { agent: "coloured-2", seed: 0, options: {} },
      { agent: "random", seed: 0, options: { poleAngle: 1 } },
    ]);
  });

  it("leaves a damaged one as it is", async () => {
    const words = rollout("--episodes", "1", "--out", at("damaged"));
    await jsonOf(words);
    await truncate(at("damaged/shard-000000.arrow"), 3000);
    const before = await fingerprint(at("damaged"));
    const { status, stdout, stderr } = await runCommand([...words, "--quiet"]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(
      /^craik rollout: .*shard-000000\.arrow: size in bytes must be at least \d+ as in the manifest, got 3000\n$/,
    );
    expect(await fingerprint(at("damaged"))).toEqual(before);
  });
});

describe("reset options", () => {
  it("reach every episode, drawn anew from a range", async () => {
    const start = async (option: string): Promise<readonly number[]> => {
      const out = at(`start ${option}`);
      await jsonOf(rollout("--episodes", "2", "--option", option, "--out", out));
      const dataset = await openDataset(out);
      const angles = [0, 1].map(async (index) => {
        const { state } = (await dataset.readEpisode(index)).observations;
        return Math.atan2(state![2]!, state![1]!);
      });
      return await Promise.all(angles);
    };
    for (const angle of await start("poleAngle=1")) expect(angle).toBeCloseTo(1, 6);
    const [first, second] = await start("poleAngle=0.5..1.5");
    expect(first).not.toBe(second);
    for (const angle of [first, second]) {
      expect(angle).toBeGreaterThan(0.5);
      expect(angle).toBeLessThan(1.5);
    }
  });
});

describe("observations", () => {
  it("are recorded with the modalities that were asked for", async () => {
    await jsonOf(rollout("--episodes", "1", "--observe", "state,pixels", "--out", at("pictures")));
    const dataset = await openDataset(at("pictures"));
    expect(Object.keys(dataset.header.observationSpace).sort()).toEqual(["pixels", "state"]);
    const { pixels } = (await dataset.readEpisode(0)).observations;
    expect(pixels?.length).toBe(1001 * 64 * 64 * 3);
    const { status, stderr } = await runCommand(rollout("--episodes", "1", "--out", at("pictures")));
    expect(status).toBe(2);
    expect(stderr).toMatch(/modalities of observationSpace must be state, got pixels, state\n$/);
  });
});

describe("a mistake of the caller's", () => {
  it.each([
    [["--option", "gravity"], /--option must be name=value or name=low\.\.high with numbers, got "gravity"/],
    [["--option", "a=1..2..3"], /--option must be name=value/],
    [["--option", "a=2..1"], /--option a must be a range low\.\.high, got "a=2\.\.1"/],
    [["--option", "a=1", "--option", "a=2"], /--option must set a once/],
    [["--option", "colour=1"], /cartpole-swingup: reset option must be one of .*, got "colour"/],
    [["--beta", "2"], /--beta is the exponent of --agent coloured, got it with --agent random/],
    [["--agent", "coloured", "--beta", "-1"], /--beta must be a number of at least 0, got "-1"/],
    [["--observe", "state,state"], /--observe must be different names with commas between them, got "state,state"/],
    [["--observe", "smell"], /got "smell"/],
  ])("%j: status 2, one line, no dataset", async (words, line) => {
    const { status, stdout, stderr } = await runCommand([...rollout(...words), "--out", at("none"), "--quiet"]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(line);
    await expect(openDataset(at("none"))).rejects.toThrow("must be a dataset folder");
  });
});
