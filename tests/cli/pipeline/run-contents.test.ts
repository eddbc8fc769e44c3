/** What a run's folder tells of how the run came about. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageVersion } from "../../../cli/package-root.ts";
import { openRun } from "../../../cli/pipeline/run-folder.ts";
import { episodesHash, openDataset } from "../../../sim/index.ts";
import {
  type Checkpoint,
  decodeTrainerState,
  encodeTrainerState,
  loadTrainedModel,
} from "../../../worldmodel/index.ts";
import { ONNXRUNTIME_VERSION } from "../../../worldmodel/runtime/version.ts";
import { runCraik } from "../../support/run-craik.ts";
import { createTinyRun } from "../../support/tiny-run.ts";
import { copyTrainedRun, trainedRun } from "../../support/trained-run.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-contents-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const goOn = (run: string): readonly string[] => [
  ...["train", "cartpole-swingup", "--run", run, "--resume", "--device", "cpu", "--episodes", "0"],
];

async function checkpoint(run: string, name: string): Promise<Checkpoint> {
  const path = join(run, "checkpoints", name);
  return decodeTrainerState(await readFile(path), path);
}

describe("a checkpoint of training", () => {
  it("names its stage, seed and episodes by their hash, and the versions at work", async () => {
    const run = await trainedRun();
    const { config } = await openRun(run);
    const { about, steps, optimiserState, parameters } = await checkpoint(run, "rnn-0.safetensors");
    const [gathered, unseen] = await Promise.all(["dataset", "held-out"].map((name) => openDataset(join(run, name))));
    expect(about).toMatchObject({
      stage: "rnn-0",
      seed: String(config.seed),
      // The first round learns from exploration alone.
      dataset: episodesHash(gathered!.entries.slice(0, config.settings.collection.explorationEpisodes)),
      "held-out": episodesHash(unseen!.entries),
      craik: await packageVersion(),
      onnxruntime: ONNXRUNTIME_VERSION,
      node: process.versions.node,
    });
    expect(steps).toBe(config.settings.rnn.first.steps);
    // Adam's two moments of every parameter.
    expect(optimiserState.size).toBe(2 * parameters.size);
  });

  it("of another version is gone on from, and that is said", async () => {
    const run = await copyTrainedRun(join(folder, "older"));
    await rm(join(run, "model"), { recursive: true });
    const { about, ...state } = await checkpoint(run, "rnn-1.previous.safetensors");
    await rm(join(run, "checkpoints", "rnn-1.previous.safetensors"));
    const older = encodeTrainerState(state, { ...about, onnxruntime: "1.2.3" });
    await writeFile(join(run, "checkpoints", "rnn-1.safetensors"), older);
    const { status, stderr } = await runCraik(goOn(run));
    expect(stderr).toContain(
      `\nrnn-1: begun with onnxruntime 1.2.3, goes on with ${ONNXRUNTIME_VERSION}; from here on its numbers may differ`,
    );
    expect(status).toBe(0);
  });
});

describe("a training that held-out losses end early", () => {
  it("says so, and the model has the weights that did best", async () => {
    const run = join(folder, "early");
    await createTinyRun(run, {
      change: (config) => {
        const { collection, rnn } = config.settings;
        // So fast that the losses jump about.
        const first = { steps: 300, learningRate: { start: 0.1, end: 0.1 } };
        const heldOut = { every: 5, batches: 2, patience: 3 };
        const settings = { collection: { ...collection, rounds: 0 }, rnn: { ...rnn, first, heldOut } };
        return { ...config, settings: { ...config.settings, ...settings } };
      },
    });
    const { status, stderr } = await runCraik(goOn(run));
    expect(status).toBe(0);
    const { steps, best } = await checkpoint(run, "rnn-0.safetensors");
    expect(steps).toBe(best!.steps + 3 * 5);
    expect(steps).toBeLessThan(300);
    expect(stderr).toContain(
      `\nrnn-0: ended after ${steps} of 300 updates, as held-out losses were lowest after ${best!.steps}; those weights are kept\n`,
    );
    const { weights } = (await loadTrainedModel(run)).model;
    for (const [name, array] of best!.parameters) expect(weights.get(name)).toEqual(array);
  });
});
