/** `craik evaluate --agent actor`: what was learned in imagination, acting alone. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { NO_ACTOR } from "../../../cli/pipeline/presets/state.ts";
import { runCraik } from "../../support/run-craik.ts";
import { createTinyRun } from "../../support/tiny-run.ts";
import { copyTrainedRun } from "../../support/trained-run.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-actor-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function evaluate(run: string): Promise<Readonly<Record<string, unknown>>> {
  const argv = ["evaluate", run, "--agent", "actor", "--episodes", "2", "--seed", "5", "--json"];
  const { status, stdout, stderr } = await runCraik(argv);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}

it("scores the actor beside one that was never trained, and always alike", async () => {
  const [one, other] = [await copyTrainedRun(join(folder, "one")), await copyTrainedRun(join(folder, "other"))];
  const { returns, controls } = await evaluate(one);
  expect(returns).toHaveLength(2);
  expect(controls).toMatchObject([
    { agent: "actor", dynamics: "untrained" },
    { agent: "controller", dynamics: "z-only" },
  ]);
  expect((await evaluate(other))["returns"]).toEqual(returns);
});

it("is a mistake with a run that trained none, whose model has four files", async () => {
  const run = join(folder, "without");
  await createTinyRun(run, {
    change: (config) => {
      const { collection, planners } = config.settings;
      const alone = { ...planners, mppi: { ...planners.mppi, policyTrajectories: 0 } };
      return {
        ...config,
        settings: { ...config.settings, actor: NO_ACTOR, planners: alone, collection: { ...collection, rounds: 0 } },
      };
    },
  });
  const train = ["train", "cartpole-swingup", "--run", run, "--resume", "--episodes", "0", "--quiet"];
  expect(await runCraik(train)).toMatchObject({ status: 0 });
  const card = JSON.parse(await readFile(join(run, "model", "model.json"), "utf8")) as { readonly files: object };
  expect(Object.keys(card.files)).not.toContain("actor.onnx");
  const { status, stderr } = await runCraik(["evaluate", run, "--agent", "actor", "--episodes", "1", "--quiet"]);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr:
      "craik evaluate: agent actor needs a run that trained one (settings.actor.schedule.steps above 0), got one of cartpole-swingup without\n",
  });
});

it("may be trained after every round, to be there when planners gather", async () => {
  const run = join(folder, "every");
  await createTinyRun(run, {
    change: (config) => ({
      ...config,
      settings: { ...config.settings, actor: { ...config.settings.actor, everyRound: true } },
    }),
  });
  const train = ["train", "cartpole-swingup", "--run", run, "--resume", "--episodes", "0", "--quiet"];
  expect(await runCraik(train)).toMatchObject({ status: 0 });
  const metrics = (await readFile(join(run, "metrics.jsonl"), "utf8")).trim().split("\n");
  const stages = metrics.map((line) => (JSON.parse(line) as { readonly stage: string }).stage);
  expect([...new Set(stages)].filter((stage) => /^(rnn|actor)/.test(stage))).toEqual([
    "rnn-0",
    "actor-0",
    "rnn-1",
    "actor-1",
  ]);
});
