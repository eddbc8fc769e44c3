/** What an agent's return cost. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Casting } from "../../../cli/pipeline/casting.ts";
import type { ChosenPlanner } from "../../../cli/pipeline/chosen-planner.ts";
import { HELD_OUT } from "../../../cli/pipeline/collect.ts";
import { environmentSteps } from "../../../cli/pipeline/environment-steps.ts";
import { PRESETS } from "../../../cli/pipeline/presets/state.ts";
import { runFolder } from "../../../cli/pipeline/run-folder.ts";
import type { FinishedRun } from "../../../cli/pipeline/subject.ts";
import { openDatasetWriter } from "../../../sim/index.ts";
import { sampleEpisode } from "../../sim/store/episodes.ts";

const [GATHERED, HELD, SCORING] = [5000, 13, 700];
const { mppi } = PRESETS.fast.planners;

let root = "";
let run: FinishedRun;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "craik-steps-"));
  const folder = runFolder(root);
  const episode = sampleEpisode(1, HELD);
  const writer = await openDatasetWriter(folder.file(HELD_OUT), episode);
  await writer.append(episode);
  await writer.close();
  const config = { scenarioHash: episode.scenarioHash, modality: "state", settings: PRESETS.fast };
  const card = { trainedOn: { environmentSteps: GATHERED, controllerSteps: SCORING } };
  run = { folder, config, card } as FinishedRun;
});
afterAll(() => rm(root, { recursive: true, force: true }));

const mppiWith = (bootstrap: "none" | "value"): ChosenPlanner => ({
  name: "mppi",
  options: { ...mppi, bootstrap, policyTrajectories: 0 },
});

it.each<[string, Casting, ChosenPlanner | undefined, number]>([
  [
    "a planner in the model: what was gathered and held out",
    { agent: "mppi", dynamics: "learned" },
    undefined,
    GATHERED + HELD,
  ],
  [
    "a controller: what its candidates played too",
    { agent: "controller", dynamics: "learned" },
    undefined,
    GATHERED + HELD + SCORING,
  ],
  [
    "a planner in the true physics that asks the run's critic",
    { agent: "mppi", dynamics: "true" },
    mppiWith("value"),
    GATHERED + HELD,
  ],
  ["a planner in the true physics alone", { agent: "mppi", dynamics: "true" }, mppiWith("none"), 0],
  ["random play", { agent: "random", dynamics: "true" }, undefined, 0],
])("of %s", async (_, casting, planner, steps) => {
  expect(await environmentSteps(run, casting, planner)).toBe(steps);
});

it("is nothing without a run", async () => {
  expect(await environmentSteps(undefined, { agent: "icem", dynamics: "true" })).toBe(0);
});
