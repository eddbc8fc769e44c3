/** Datasets with pictures: a camera that moves or a colour that changes leaves trajectories, and the scenario's hash, as they are. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openDataset, openDatasetWriter } from "../../../sim/index.ts";
import { fingerprint } from "../../support/fingerprint.ts";
import { writeOwnScenario } from "../../support/own-scenario.ts";
import { jsonOf, runCommand } from "../../support/run-command.ts";

let folder = "";
const at = (name: string): string => join(folder, name);
const SHORT = ["maxSteps: 1000", "maxSteps: 40"] as const;
const record = (scenario: string, out: string): readonly string[] => [
  "rollout",
  at(scenario),
  "--episodes",
  "1",
  "--observe",
  "state,pixels",
  "--out",
  at(out),
  "--quiet",
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-picture-datasets-"));
  await writeOwnScenario(at("near.ts"), [SHORT]);
  await writeOwnScenario(at("far.ts"), [SHORT, ["position: [0, -4.6, 1.7]", "position: [0, -5, 1.7]"]]);
  await jsonOf(record("near.ts", "near"));
  await jsonOf(record("far.ts", "far"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const CLASH = /pictureHash \(of camera, colours and lights: what decides the pixels\) must be \w+, got \w+\n$/;

it("of another camera are told apart where the scenario's hash is the same", async () => {
  const [near, far] = await Promise.all(["near", "far"].map((name) => jsonOf(["dataset", "info", at(name)])));
  expect(near!["scenarioHash"]).toBe(far!["scenarioHash"]);
  expect(near!["pictureHash"]).toMatch(/^[0-9a-f]{32}$/);
  expect(near!["pictureHash"]).not.toBe(far!["pictureHash"]);
  const { stdout } = await runCommand(["dataset", "info", at("near")]);
  expect(stdout).toContain(`pictures     hash ${near!["pictureHash"]}\n`);
});

it("neither grow by nor are merged with those of another camera", async () => {
  const before = await fingerprint(at("near"));
  for (const words of [record("far.ts", "near"), ["dataset", "merge", at("mixed"), at("near"), at("far")]]) {
    const { status, stderr } = await runCommand(words);
    expect(stderr).toMatch(CLASH);
    expect(stderr.trimEnd().split("\n").length).toBe(1);
    expect(status).toBe(2);
  }
  expect(await fingerprint(at("near"))).toEqual(before);
  expect(await jsonOf(record("near.ts", "near"))).toMatchObject({ kept: 1 });
});

it("are replayed to the byte, and otherwise the camera is named as what has changed", async () => {
  const replay = ["dataset", "replay", at("near"), "--quiet", "--scenario"];
  const same = await jsonOf([...replay, at("near.ts")]);
  expect(same).toMatchObject({ episodes: 1, difference: null });
  expect(same["pictureHash"]).toBe(same["recordedPictureHash"]);
  const { status, stderr } = await runCommand([...replay, at("far.ts")]);
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /: the picture hash of scenario cartpole-swingup must be \w+ as in the dataset, got \w+ \(camera, colours or lights have changed since\); episode 0 \(seed 0\), step 0: observation\.pixels/,
  );
});

it("of format 2, which have no hash, are read and replayed, but do not grow", async () => {
  const { header, readEpisode } = await openDataset(at("near"));
  const { pictureHash: _, ...old } = header;
  const writer = await openDatasetWriter(at("old"), old);
  await writer.append(await readEpisode(0));
  await writer.close();
  const words = ["dataset", "replay", at("old"), "--scenario", at("near.ts")];
  expect(await jsonOf(words)).toMatchObject({ episodes: 1, difference: null, recordedPictureHash: null });
  const { status, stderr } = await runCommand(record("near.ts", "old"));
  expect(status).toBe(2);
  expect(stderr).toMatch(/pictureHash \(.*\) must be [0-9a-f]{32}, got none\n$/);
});
