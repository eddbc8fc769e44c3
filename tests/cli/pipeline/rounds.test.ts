/** Rounds of gathering with the model so far and training on: who gathers, and with what. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SEARCHES } from "../../../cli/pipeline/controls.ts";
import type { EvolutionRecord } from "../../../cli/pipeline/evolution-state.ts";
import { readMetricPoints } from "../../../cli/pipeline/metric-log.ts";
import { stagesOf } from "../../../cli/pipeline/pipeline.ts";
import { prepareRun } from "../../../cli/pipeline/prepare-run.ts";
import { PRESETS } from "../../../cli/pipeline/presets/state.ts";
import { openRun, readChecked, runFolder } from "../../../cli/pipeline/run-folder.ts";
import { openDataset } from "../../../sim/index.ts";
import { loadTrainedModel } from "../../../worldmodel/index.ts";
import { runCraik } from "../../support/run-craik.ts";
import { createTinyRun, TINY_PLAN } from "../../support/tiny-run.ts";
import { trainedRun } from "../../support/trained-run.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-rounds-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function gatherers(run: string): Promise<readonly string[]> {
  return (await openDataset(join(run, "dataset"))).entries.map(({ agent }) => agent);
}

describe("a round", () => {
  it("of the planner adds its episodes to those of exploration", async () => {
    expect(await gatherers(await trainedRun())).toEqual(["brownian", "brownian", "brownian", "icem", "icem"]);
  });

  it("of the controller evolves it before it gathers, and goes on from there at the end", async () => {
    const run = join(folder, "controller");
    await createTinyRun(run, {
      change: (config) => ({
        ...config,
        settings: { ...config.settings, collection: { ...config.settings.collection, gatherer: "controller" } },
      }),
    });
    const argv = ["train", "cartpole-swingup", "--run", run, "--resume", "--episodes", "0", "--quiet"];
    expect(await runCraik(argv)).toMatchObject({ status: 0, stderr: "" });
    expect(await gatherers(run)).toEqual(["brownian", "brownian", "brownian", "controller", "controller"]);
    const points = await readMetricPoints(runFolder(run));
    const returns = points.filter(({ series }) => series === "controller/dreamReturnMean");
    // Four generations before the round and eight at the end, on one axis.
    expect(returns.map(({ x }) => x)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const first = (await readChecked(runFolder(run), "checkpoints", "controller-1.json")) as EvolutionRecord;
    expect(first.search.generation).toBe(4);
    // As many generations for the controls as C had.
    for (const control of ["untrainedControl", "zOnlyControl"])
      expect(points.filter(({ series }) => series === `${control}/dreamReturnMean`)).toHaveLength(12);
  });

  it("of the controller is two stages", () => {
    const plan = { ...TINY_PLAN, collection: { rounds: 1, gatherer: "controller" } } as const;
    expect(stagesOf(plan).map(({ id }) => id)).toEqual([
      ...["collect-0", "vae-0", "rnn-0", "controller-1", "collect-1", "vae-1", "rnn-1", "actor-1", "controller"],
      ...["untrainedControl", "zOnlyControl"],
    ]);
  });
});

describe("a run whose V is the standardised state", () => {
  it("has no stage that trains V, and trains, scores and resumes without one", async () => {
    const run = join(folder, "standardised");
    const vae = { kind: "standardised", posteriorStd: 0.05 } as const;
    await createTinyRun(run, { change: (config) => ({ ...config, settings: { ...config.settings, vae } }) });
    const train = [...["train", "cartpole-swingup", "--run", run, "--resume", "--episodes", "1"], "--quiet", "--json"];
    const { status, stderr, stdout } = await runCraik(train);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ vae: {}, rnn: { loss: expect.any(Number) } });
    const stages = stagesOf({ ...TINY_PLAN, vae }).map(({ id }) => id);
    expect(stages.filter((id) => !/^(rnn|actor|collect)-/.test(id))).toEqual(
      Object.values(SEARCHES).map(({ stage }) => stage),
    );
    const { config, weights } = (await loadTrainedModel(run)).model;
    expect(config.vae).toEqual({ ...vae, observations: 5, latents: 5 });
    expect([...weights.keys()].filter((name) => name.startsWith("vae."))).toEqual([]);
    const again = await runCraik(train);
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining('"vae":{}') });
  });
});

describe("the command line", () => {
  it("decides how long actions are held, and how often who gathers, and the run remembers", async () => {
    const run = join(folder, "asked");
    const request = { scenario: "cartpole-swingup", observe: "state", preset: "fast", device: "cpu", seed: 0 } as const;
    await prepareRun({
      ...request,
      run,
      resume: false,
      given: new Set(),
      repeat: 2,
      explore: 12,
      rounds: 7,
      gather: "controller",
    });
    const { actionRepeat, collection, ...others } = (await openRun(run)).config.settings;
    const { actionRepeat: presetRepeat, collection: presets, ...presetOthers } = PRESETS.fast;
    expect([presetRepeat, actionRepeat]).toEqual([4, 2]);
    expect(collection).toEqual({ ...presets, explorationEpisodes: 12, rounds: 7, gatherer: "controller" });
    expect(others).toEqual(presetOthers);
    expect(JSON.parse(await readFile(join(run, "config.json"), "utf8"))).toHaveProperty(
      "settings.collection.gatherer",
      "controller",
    );
    const changed = prepareRun({ ...request, run, resume: true, given: new Set(["rounds"]), rounds: 6 });
    await expect(changed).rejects.toThrow(/^--rounds must be 7 to go on with .*, which was begun with it, got 6$/);
    const explored = prepareRun({ ...request, run, resume: true, given: new Set(["explore"]), explore: 11 });
    await expect(explored).rejects.toThrow(/^--explore must be 12 to go on with .*, got 11$/);
  });

  it("decides where C evolves, by what search, and the run remembers", async () => {
    const run = join(folder, "evolved");
    const request = { scenario: "cartpole-swingup", observe: "state", preset: "fast", device: "cpu", seed: 0 } as const;
    const asked = { ...request, run, evolve: "dream-checked", search: "separable", restarts: 2 } as const;
    await prepareRun({ ...asked, resume: false, given: new Set() });
    expect((await openRun(run)).config.settings.controller).toEqual({
      ...PRESETS.fast.controller,
      evolveIn: "dream-checked",
      search: "separable",
      restarts: 2,
    });
    const changed = prepareRun({ ...asked, resume: true, given: new Set(["evolve"]), evolve: "true" });
    await expect(changed).rejects.toThrow(/^--evolve must be dream-checked to go on with .*, got true$/);
  });
});
