/** Where C evolves: what a run keeps, what it counts, and that a kill changes nothing. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EvolutionRecord } from "../../../cli/pipeline/evolution-state.ts";
import { readMetricPoints } from "../../../cli/pipeline/metric-log.ts";
import { readChecked, runFolder } from "../../../cli/pipeline/run-folder.ts";
import type { EvolutionPlace } from "../../../cli/pipeline/run-words.ts";
import { loadTrainedModel } from "../../../worldmodel/index.ts";
import { fingerprint } from "../../support/fingerprint.ts";
import { json } from "../../support/json-command.ts";
import { createTinyRun } from "../../support/tiny-run.ts";
import { trainAndKill } from "../../support/train-and-kill.ts";

const LONG_MS = 180_000;
/** Of exploration, each of 1,000 control steps; no rounds. */
const EPISODES = 3;
const [GENERATIONS, POPULATION, ROLLOUTS, EVERY, CHECKED] = [8, 4, 2, 3, 2];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-evolution-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function createRun(name: string, evolveIn: EvolutionPlace): Promise<string> {
  const run = join(folder, name);
  await createTinyRun(run, {
    change: ({ settings, ...config }) => ({
      ...config,
      settings: {
        ...settings,
        collection: { ...settings.collection, rounds: 0 },
        controller: {
          ...settings.controller,
          evolveIn,
          search: "separable",
          restarts: 1,
          checks: { every: EVERY, episodes: CHECKED },
        },
      },
    }),
  });
  return run;
}

describe.each([
  // Every generation, and the checks after the third, sixth and last one.
  ["true", GENERATIONS * POPULATION * ROLLOUTS],
  ["dream-checked", 3 * CHECKED],
] as const)("C that evolves in place %s", (place, trials) => {
  let run: string;
  let trained: Readonly<Record<string, unknown>>;
  beforeAll(async () => {
    run = await createRun(place, place);
    trained = await json("train", "cartpole-swingup", "--run", run, "--resume", "--episodes", "0");
  }, LONG_MS);

  it("has the control steps of its scoring counted, and those of the controls not", async () => {
    const { card } = await loadTrainedModel(run);
    expect(card.trainedOn).toMatchObject({ environmentSteps: EPISODES * 1000, controllerSteps: trials * 1000 });
    expect(trained["envSteps"]).toBe((EPISODES + trials) * 1000);
    // A finished run says the same again.
    const again = await json("train", "cartpole-swingup", "--run", run, "--resume", "--episodes", "0");
    expect(again["envSteps"]).toBe(trained["envSteps"]);
  });

  it(
    "goes on after kills to the same files",
    async () => {
      const killed = await createRun(`${place}-killed`, place);
      const ofC = (line: string): boolean => line.startsWith("Evolve C");
      expect((await trainAndKill(killed, ofC)).signal).toBe("SIGKILL");
      expect(
        (await trainAndKill(killed, (line, index, lines) => ofC(line) && lines.findIndex(ofC) < index)).signal,
      ).toBe("SIGKILL");
      expect((await trainAndKill(killed)).code).toBe(0);
      expect(await fingerprint(killed)).toEqual(await fingerprint(run));
    },
    2 * LONG_MS,
  );

  it("leaves curves of what was scored", async () => {
    const points = await readMetricPoints(runFolder(run));
    const of = (name: string): readonly number[] =>
      points.filter(({ series }) => series === `controller/${name}`).map(({ x }) => x);
    const all = Array.from({ length: GENERATIONS }, (_, generation) => generation);
    expect(of("envSteps")).toEqual(all);
    expect(of("trueReturnMean")).toEqual(place === "true" ? all : []);
    expect(of("dreamReturnMean")).toEqual(place === "true" ? [] : all);
    expect(of("checkedReturn")).toEqual(place === "true" ? [] : [2, 5, 7]);
    expect(points.filter(({ series }) => series === "search/population").map(({ y }) => y)).toEqual(
      all.map(() => POPULATION),
    );
  });
});

it("C whose dreams are checked is the mean that did best in the true scenario", async () => {
  const run = join(folder, "dream-checked");
  const { kept } = (await readChecked(runFolder(run), "checkpoints", "controller.json")) as EvolutionRecord;
  const points = await readMetricPoints(runFolder(run));
  const checked = points.filter(({ series }) => series === "controller/checkedReturn").map(({ y }) => y);
  expect(kept?.returnMean).toBe(Math.max(...checked));
  const { controller } = await loadTrainedModel(run);
  expect(controller.parameters).toEqual(Float32Array.from(kept?.parameters ?? []));
  const text = await readFile(join(run, "config.json"), "utf8");
  expect(text).toContain('"evolveIn": "dream-checked"');
});
