/** The two controls that stand beside every result of a model: an untrained M, and z only. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { controlsOf, runCastings } from "../../../cli/pipeline/casting.ts";
import { readController, untrainedModel } from "../../../cli/pipeline/controls.ts";
import { readMetricPoints } from "../../../cli/pipeline/metric-log.ts";
import { PRESETS } from "../../../cli/pipeline/presets/state.ts";
import { openRun, runFolder } from "../../../cli/pipeline/run-folder.ts";
import { loadTrainedModel } from "../../../worldmodel/index.ts";
import { trainedRun } from "../../support/trained-run.ts";

it("follow each result of the model in the table of a run", () => {
  const castings = runCastings(PRESETS.fast);
  const learned = castings.filter(({ dynamics }) => dynamics === "learned");
  expect(learned.map(({ agent }) => agent)).toEqual(["controller", "actor", "mppi"]);
  for (const casting of learned) expect(castings).toEqual(expect.arrayContaining([...controlsOf(casting)]));
});

it("are controllers of their own: on z and h of an untrained M, and on z", async () => {
  const { folder, config } = await openRun(await trainedRun());
  const { controller } = await loadTrainedModel(folder.path);
  // One action; four latents and, but for z only, sixteen hidden units; and a bias.
  expect(controller).toMatchObject({ inputs: "zh", parameters: { length: 21 } });
  expect(await readController(folder, config, "untrained")).toMatchObject({ inputs: "zh", parameters: { length: 21 } });
  expect(await readController(folder, config, "z-only")).toMatchObject({ inputs: "z", parameters: { length: 5 } });
});

it("have as many generations as the result", async () => {
  const points = await readMetricPoints(runFolder(await trainedRun()));
  const generations = (part: string): number =>
    points.filter(({ series }) => series === `${part}/dreamReturnMean`).length;
  expect(generations("untrainedControl")).toBe(generations("controller"));
  expect(generations("zOnlyControl")).toBe(generations("controller"));
});

it("share V with the model, and have M and the policy as their training began", async () => {
  const { folder, config } = await openRun(await trainedRun());
  const { model } = await loadTrainedModel(folder.path);
  const untrained = untrainedModel(config, model);
  const differing = [...model.weights].filter(([name, array]) => !same(array, untrained.weights.get(name)));
  expect(differing.length).toBeGreaterThan(0);
  for (const [name] of differing) expect(name).toMatch(/^(rnn|actor|critic)/);
  expect(untrained.weights).toEqual(untrainedModel(config, model).weights);
});

it("say which file is missing where a run has none", async () => {
  const folder = await mkdtemp(join(tmpdir(), "craik-controls-"));
  const { config } = await openRun(await trainedRun());
  await expect(readController(runFolder(folder), config, "z-only")).rejects.toThrow(/zOnlyControl\.json: required/);
  await rm(folder, { recursive: true });
});

function same(one: Float32Array, other: Float32Array | undefined): boolean {
  return other !== undefined && Buffer.from(one.buffer).equals(Buffer.from(other.buffer));
}
