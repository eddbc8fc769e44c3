/** `craik dataset`: info, check, merge and replay of recorded episodes. */
import { appendFile, cp, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Episode, openDataset, openDatasetWriter } from "../../../sim/index.ts";
import { fingerprint } from "../../support/fingerprint.ts";
import { writeOwnScenario } from "../../support/own-scenario.ts";
import { jsonOf, runCommand } from "../../support/run-command.ts";

let folder = "";
const at = (...names: readonly string[]): string => join(folder, ...names);
const record = (out: string, ...more: readonly string[]): Promise<unknown> =>
  jsonOf(["rollout", "cartpole-swingup", "--out", out, ...more]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-datasets-"));
  await record(at("one"), "--episodes", "3", "--seed", "1");
  await record(at("two"), "--episodes", "2", "--seed", "3", "--agent", "brownian", "--option", "poleAngle=0.5..1.5");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let copies = 0;
/** A fresh copy to damage. */
async function copy(name = "one"): Promise<string> {
  const path = at(`copy-${copies++}`);
  await cp(at(name), path, { recursive: true });
  return path;
}

/** A copy with an episode that was changed after it was played, and written anew with sound checksums. */
async function forge(change: (episode: Episode) => Episode): Promise<string> {
  const dataset = await openDataset(at("one"));
  const path = at(`copy-${copies++}`);
  const writer = await openDatasetWriter(path, dataset.header);
  await writer.append(await dataset.readEpisode(0));
  await writer.append(change(await dataset.readEpisode(1)));
  await writer.close();
  return path;
}

/** Ends with status 1 and one line on standard error; gives the object on standard output. */
async function failing(argv: readonly string[], line: RegExp): Promise<Readonly<Record<string, unknown>>> {
  const { status, stdout, stderr } = await runCommand([...argv, "--json", "--quiet"]);
  expect(stderr).toMatch(line);
  expect(stderr.trimEnd().split("\n").length).toBe(1);
  expect(status).toBe(1);
  return JSON.parse(stdout);
}

describe("dataset info", () => {
  it("says what is in a dataset", async () => {
    const dataset = await openDataset(at("two"));
    const returns = dataset.entries.map((entry) => entry.return);
    expect(await jsonOf(["dataset", "info", at("two")])).toMatchObject({
      scenario: "cartpole-swingup",
      scenarioHash: dataset.header.scenarioHash,
      episodes: 2,
      steps: 2000,
      terminated: 0,
      truncated: 2,
      agents: { brownian: 2 },
      seeds: { least: 3, most: 4, different: 2 },
      options: [{ options: { poleAngle: [0.5, 1.5] }, episodes: 2 }],
      returns: { mean: (returns[0]! + returns[1]!) / 2, min: Math.min(...returns), max: Math.max(...returns) },
      shards: 1,
      observationSpace: { state: { shape: [5] } },
    });
    const { stdout } = await runCommand(["dataset", "info", at("two")]);
    expect(stdout).toMatch(/episodes +2, 2000 steps; 0 terminated, 2 truncated\n/);
    expect(stdout).toMatch(/options +poleAngle 0\.5\.\.1\.5 \(2\)\n/);
  });

  it("refuses a folder without a dataset, and no command at all", async () => {
    expect(await runCommand(["dataset", "info", folder])).toMatchObject({
      status: 2,
      stderr: `craik dataset info: ${folder}: must be a dataset folder, got no dataset.json in it\n`,
    });
    expect((await runCommand(["dataset"])).status).toBe(2);
  });
});

describe("dataset check", () => {
  it("finds nothing in a sound dataset", async () => {
    expect(await jsonOf(["dataset", "check", at("one")])).toEqual({
      dataset: at("one"),
      episodes: 3,
      steps: 3000,
      problems: [],
      unfinished: [],
    });
  });

  it("names every piece of damage: file, expected and found", async () => {
    const dir = await copy();
    const { entries } = await openDataset(dir);
    const shard = join(dir, "shard-000000.arrow");
    const bytes = await readFile(shard);
    bytes[100]! ^= 1;
    bytes[entries[1]!.offset + 5000]! ^= 1;
    await writeFile(shard, bytes);
    await truncate(shard, entries[2]!.offset + 100);
    const { problems } = await failing(["dataset", "check", dir], /must be sound, 2 problems found$/m);
    expect(problems).toEqual([
      expect.stringMatching(/shard-000000\.arrow: sha256 of episode 1 must be \w+ as in the manifest, got \w+$/),
      expect.stringMatching(/shard-000000\.arrow: size in bytes must be at least \d+ as in the manifest, got \d+$/),
    ]);
    await writeFile(shard, bytes);
    expect((await failing(["dataset", "check", dir], /2 problems found$/m))["problems"]).toEqual([
      expect.stringMatching(/sha256 of episode 1/),
      expect.stringMatching(/its first \d+ bytes must be the schema of the dataset's spaces, got others$/),
    ]);
  });

  it("names values that leave their spaces, returns that are not the sum of the rewards, and a damaged manifest or header", async () => {
    const dir = await forge((episode) => {
      episode.actions[7] = 3;
      return episode;
    });
    const manifest = join(dir, "manifest.jsonl");
    const text = await readFile(manifest, "utf8");
    const problems = async (): Promise<unknown> =>
      (await failing(["dataset", "check", dir], /problems? found$/m))["problems"];
    await writeFile(manifest, text.replace(/"return":\d+/, '"return":9'));
    expect(await problems()).toEqual([
      expect.stringMatching(/episode 0: return must be \d\S+, the sum of the rewards, got 9\.\d+$/),
      expect.stringMatching(/episode 1: action \(.+\) of step 7 must be -1 to 1, got 3$/),
    ]);
    await writeFile(manifest, text.replace('"steps"', '"stops"'));
    expect(await problems()).toEqual([expect.stringMatching(/manifest\.jsonl line 1: steps must be/)]);
    await rm(join(dir, "dataset.json"));
    expect(await problems()).toEqual([expect.stringMatching(/got no dataset\.json in it$/)]);
  });

  it("tells what a killed writer left from damage", async () => {
    const dir = await copy();
    const { entries } = await openDataset(dir);
    await truncate(join(dir, "shard-000000.arrow"), entries[2]!.offset + entries[2]!.bytes);
    await appendFile(join(dir, "manifest.jsonl"), '{"file":"shard-0');
    await writeFile(join(dir, "shard-000001.arrow"), "half");
    const { problems, unfinished } = await jsonOf(["dataset", "check", dir]);
    expect(problems).toEqual([]);
    expect(unfinished).toEqual([
      expect.stringMatching(
        /behind byte \d+ must stand a footer of \d+ bytes that names 3 episodes, got 0 other bytes$/,
      ),
      expect.stringMatching(/shard-000001\.arrow: a file that manifest\.jsonl does not name$/),
      expect.stringMatching(/its last 16 bytes are half a line$/),
    ]);
    await record(dir, "--episodes", "3", "--seed", "1");
    expect(await fingerprint(dir)).toEqual(await fingerprint(at("one")));
  });
});

describe("dataset merge", () => {
  it("puts the episodes of all sources into one dataset, each once, and can be run again", async () => {
    const merge = ["dataset", "merge", at("all"), at("one"), at("two"), at("one")];
    expect(await jsonOf(merge)).toMatchObject({ added: 5, skipped: 3, episodes: 5, steps: 5000 });
    const before = await fingerprint(at("all"));
    expect(await jsonOf(merge)).toMatchObject({ added: 0, skipped: 8, episodes: 5 });
    expect(await fingerprint(at("all"))).toEqual(before);
    const { entries } = await openDataset(at("all"));
    expect(entries.map(({ agent, seed }) => `${agent} ${seed}`)).toEqual([
      "random 1",
      "random 2",
      "random 3",
      "brownian 3",
      "brownian 4",
    ]);
    expect(await jsonOf(["dataset", "check", at("all")])).toMatchObject({ episodes: 5, problems: [] });
  });

  it("refuses another world with the first difference, before it writes", async () => {
    const other = at("other");
    const { header } = await openDataset(at("one"));
    const [changed, out] = [{ ...header, scenarioHash: "fff" }, at("never")];
    await (await openDatasetWriter(other, changed)).close();
    const { status, stderr } = await runCommand(["dataset", "merge", out, at("one"), other]);
    expect(status).toBe(2);
    expect(stderr).toMatch(new RegExp(`other beside .*one: scenarioHash must be ${header.scenarioHash}, got fff\n$`));
    await expect(openDataset(out)).rejects.toThrow("must be a dataset folder");
    expect(await runCommand(["dataset", "merge", at("one"), at("one")])).toMatchObject({ status: 2 });
  });
});

describe("dataset replay", () => {
  it("plays every episode again to the same bytes, from seeds, options and actions", async () => {
    await jsonOf(["dataset", "merge", at("replayed"), at("one"), at("two")]);
    const replay = await jsonOf(["dataset", "replay", at("replayed")]);
    expect(replay).toMatchObject({ scenario: "cartpole-swingup", episodes: 5, steps: 5000, difference: null });
    expect(replay["scenarioHash"]).toBe(replay["recordedHash"]);
  });

  it.each([
    [
      "an observation",
      (episode: Episode) => {
        const { state } = episode.observations;
        state![5 * 40 + 3] = Math.fround(state![5 * 40 + 3]! + 2 ** -10);
        return episode;
      },
      /episode 1 \(seed 2\), step 40: observation\.state\[3\] \(.+\) must be \S+ as recorded, got \S+$/m,
      { episode: 1, seed: 2, step: 40, what: "observation.state", element: { index: 3 } },
    ],
    [
      "a reward",
      (episode: Episode) => {
        episode.rewards[999] = 7;
        return episode;
      },
      /step 999: reward must be 7 as recorded, got \S+$/m,
      { episode: 1, step: 999, what: "reward", element: null, recorded: 7 },
    ],
    [
      "how it ended",
      (episode: Episode) => ({ ...episode, terminated: true, truncated: false }),
      /step 999: terminated must be true as recorded, got false$/m,
      { step: 999, what: "terminated", recorded: true, replayed: false },
    ],
    [
      "its seed",
      (episode: Episode) => ({ ...episode, seed: 77 }),
      /episode 1 \(seed 77\), step 0: observation\.state/,
      { step: 0, seed: 77 },
    ],
  ])("names the first difference: %s", async (_title, change, line, difference) => {
    const dir = await forge(change);
    const replay = await failing(["dataset", "replay", dir], line);
    expect(replay).toMatchObject({ episodes: 1, steps: 1000, difference });
  });

  it("says first that the scenario has changed", async () => {
    const scenario = at("changed.ts");
    await writeOwnScenario(scenario, [["gear: 10", "gear: 11"]]);
    const line =
      /the hash of scenario cartpole-swingup must be \w+ as in the dataset, got \w+ \(it has changed since\); episode 0 \(seed 1\), step \d+: /;
    await failing(["dataset", "replay", at("one"), "--scenario", scenario], line);
  });
});
