/** Several Ms in one run: trained one after the other, stored together, and resumed to the same bytes. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readMetricPoints } from "../../../cli/pipeline/metric-log.ts";
import { prepareRun } from "../../../cli/pipeline/prepare-run.ts";
import { openRun, runFolder } from "../../../cli/pipeline/run-folder.ts";
import { decodeTrainerState, loadTrainedModel } from "../../../worldmodel/index.ts";
import { fingerprint } from "../../support/fingerprint.ts";
import { runCraik } from "../../support/run-craik.ts";
import { createTinyRun } from "../../support/tiny-run.ts";
import { watchCraik } from "../../support/watch-craik.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-ensemble-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const train = (run: string): readonly string[] => [
  "train",
  "cartpole-swingup",
  "--run",
  run,
  "--resume",
  "--episodes",
  "0",
  "--quiet",
];

async function createRun(run: string): Promise<void> {
  await createTinyRun(run, {
    change: (config) => {
      const { rnn, collection } = config.settings;
      // Long enough to be killed in the middle.
      const first = { ...rnn.first, steps: 300 };
      const settings = {
        ...config.settings,
        rnn: { ...rnn, ensemble: 2, first },
        collection: { ...collection, rounds: 1 },
      };
      return { ...config, settings };
    },
  });
}

it("trains members that differ, logs each, and ends with the same bytes after a kill in the second", async () => {
  const [whole, killed] = [join(folder, "whole"), join(folder, "killed")];
  await createRun(whole);
  expect(await runCraik(train(whole))).toMatchObject({ status: 0, stderr: "" });
  const { model, card } = await loadTrainedModel(whole);
  expect(model.config.ensemble).toBe(2);
  const [first, second] = ["rnn.0", "rnn.1"].map((name) => model.weights.get(`${name}.lstm.weight`));
  expect(first?.length).toBe(second?.length);
  expect(first).not.toEqual(second);
  expect(Object.keys(card.metrics)).toEqual(expect.arrayContaining(["rnn.0/nll", "rnn.1/nll"]));
  const points = await readMetricPoints(runFolder(whole));
  for (const series of ["rnn.0/loss", "rnn.1/loss"]) {
    const axis = points.filter((point) => point.series === series).map(({ x }) => x);
    // A line for every tenth of 300 and then 60 updates, and one for the last of each.
    expect(axis).toEqual([...everyTenth(0, 300), ...everyTenth(300, 60)]);
  }

  await createRun(killed);
  const watched = watchCraik(train(killed));
  const begun = join(killed, "checkpoints", "rnn.1-0.safetensors");
  const looking = setInterval(() => existsSync(begun) && watched.child.kill("SIGKILL"), 1);
  expect((await watched.ended).status).toBe("SIGKILL");
  clearInterval(looking);
  const stopped = decodeTrainerState(await readFile(begun), begun);
  expect(stopped.steps).toBeLessThan(300);
  expect(await runCraik(train(killed))).toMatchObject({ status: 0, stderr: "" });
  expect(await fingerprint(killed)).toEqual(await fingerprint(whole));
});

function everyTenth(from: number, steps: number): readonly number[] {
  return [...Array.from({ length: steps / 10 }, (_, index) => from + 10 * index), from + steps - 1];
}

it("is as large as the command line says, and stays so", async () => {
  const run = join(folder, "asked");
  const request = {
    scenario: "cartpole-swingup",
    observe: "state",
    preset: "fast",
    device: "cpu",
    seed: 0,
    run,
  } as const;
  await prepareRun({ ...request, resume: false, given: new Set(), ensemble: 5 });
  expect((await openRun(run)).config.settings.rnn.ensemble).toBe(5);
  const changed = prepareRun({ ...request, resume: true, given: new Set(["ensemble"]), ensemble: 3 });
  await expect(changed).rejects.toThrow(/^--ensemble must be 5 to go on with .*, which was begun with it, got 3$/);
});
