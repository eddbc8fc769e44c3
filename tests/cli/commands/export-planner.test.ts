/** `planner.onnx` of an exported run, called as its card says, beside the agent that plans with the run. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPlanner, type PlannerName } from "../../../agents/index.ts";
import { drawNoise } from "../../../agents/planner-graph/draw-noise.ts";
import { searchOf } from "../../../agents/planner-graph/search-of.ts";
import { chosenPlanner } from "../../../cli/pipeline/chosen-planner.ts";
import { makeAgent } from "../../../cli/pipeline/make-agent.ts";
import type { PlannerChanges } from "../../../cli/pipeline/planner-words.ts";
import { openRun } from "../../../cli/pipeline/run-folder.ts";
import { loadScenario } from "../../../scenarios/index.ts";
import { createEnv, createRng, type Rng } from "../../../sim/index.ts";
import { loadTrainedModel, type ModelCard } from "../../../worldmodel/index.ts";
import { json } from "../../support/json-command.ts";
import { linesOf, runCraik } from "../../support/run-craik.ts";
import { trainedRun } from "../../support/trained-run.ts";
import { expectClose } from "../../worldmodel/support/expect-close.ts";

const SEED = 7;
const DECISIONS = 4;

type Floats = Readonly<Record<string, Float32Array>>;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-planner-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Asked extends PlannerChanges {
  readonly agent: PlannerName;
}

const OWN: Asked = { agent: "icem", planner: undefined, set: undefined };

const CASES: readonly (readonly [title: string, asked: Asked])[] = [
  ["the run's own planner", OWN],
  [
    "another one with settings of the command line",
    { agent: "cem", planner: undefined, set: { bootstrap: "reward", iterations: 3 } },
  ],
  [
    "a published one, with the run's actor and critic",
    { agent: "mppi", planner: "tdmpc2", set: { candidates: 64, elites: 8 } },
  ],
];

function optionsOf({ agent, planner, set = {} }: Asked): string[] {
  const named = planner ? ["--planner", planner] : ["--agent", agent];
  return [...named, ...Object.entries(set).flatMap(([name, value]) => ["--set", `${name}=${value}`])];
}

/** One call of an exported file. */
async function opened(
  out: string,
  card: ModelCard,
  name: keyof ModelCard["files"],
): Promise<(arrays: Floats) => Promise<Floats>> {
  const session = await InferenceSession.create(join(out, name));
  return async (arrays) => {
    const feeds = (card.files[name]?.inputs ?? []).map((port) => {
      const array = arrays[port.name];
      if (!array) throw new Error(`${name}: ${port.name} required`);
      return [port.name, new Tensor("float32", array, port.shape)] as const;
    });
    const results = await session.run(Object.fromEntries(feeds));
    return Object.fromEntries(Object.entries(results).map(([each, { data }]) => [each, data as Float32Array]));
  };
}

/** Acts in the true scenario with nothing but the exported files; draws what the agent draws. */
async function outsider(out: string): Promise<(observation: Float32Array, rng: Rng) => Promise<Float32Array>> {
  const card = JSON.parse(await readFile(join(out, "model.json"), "utf8")) as ModelCard;
  const { name, options, ports } = card.planner!;
  const described = [...card.files["planner.onnx"]!.inputs!, ...card.files["planner.onnx"]!.outputs!];
  expect(Object.keys(ports)).toEqual(described.map((port) => port.name));
  for (const meaning of Object.values(ports)) expect(meaning).not.toBe("");
  const search = searchOf(createPlanner(name as PlannerName, options));
  const [encode, decide, step] = [
    await opened(out, card, "encoder.onnx"),
    await opened(out, card, "planner.onnx"),
    await opened(out, card, "dynamics.onnx"),
  ];
  const { hidden, actions } = card.config.rnn;
  let memory: Floats = { h: new Float32Array(hidden), c: new Float32Array(hidden) };
  let carried: Floats = {
    mean: new Float32Array(search.horizon * actions),
    elites: new Float32Array(search.kept * search.horizon * actions).fill(2),
  };
  let first = true;
  return async (observation, rng) => {
    const { z } = await encode({ observation });
    const noise = drawNoise(search, actions, { rng, kept: first ? 0 : search.kept });
    const { action, nextMean, nextElites } = await decide({ z: z!, ...memory, ...carried, ...noise });
    const { nextH, nextC } = await step({ z: z!, action: action!, ...memory });
    memory = { h: nextH!, c: nextC! };
    carried = { mean: nextMean!, elites: nextElites ?? new Float32Array(0) };
    first = false;
    return action!;
  };
}

describe("craik export's planner.onnx", () => {
  it.each(CASES)("decides as %s", async (_, asked) => {
    const run = await trainedRun();
    const out = await mkdtemp(join(folder, "exported-"));
    await json("export", run, "--format", "onnx", "--out", out, ...(asked === OWN ? [] : optionsOf(asked)));
    const act = await outsider(out);

    const { folder: runFolder, config } = await openRun(run);
    const scenario = await loadScenario(config.scenario);
    const casting = { agent: asked.agent, dynamics: "learned" } as const;
    const cast = await makeAgent({
      casting,
      scenario,
      run: { folder: runFolder, config, trained: await loadTrainedModel(run) },
      threads: 1,
      planner: chosenPlanner(casting, asked, config),
    });
    const env = await createEnv(scenario);
    let { observation } = env.reset({ seed: SEED });
    const moment = () => ({ observation, snapshot: () => env.snapshot() });
    await cast.agent.begin(moment(), SEED);
    const rng = createRng(SEED).split(`${asked.agent} agent`);
    for (let decision = 0; decision < DECISIONS; decision++) {
      const wanted = await cast.agent.act(moment());
      const found = await act(Float32Array.from(observation["state"] as Float32Array), rng.split(decision));
      // float32 instead of float64 for the distribution: as in planner-graph.test.ts.
      expectClose(found, wanted, 1e-5);
      for (let held = 0; held < cast.agent.actionRepeat; held++) ({ observation } = env.step(wanted));
    }
    env.close();
    await cast.dispose();
  });

  it("is described on the card's page: planner, settings, shapes, and what to hand on", async () => {
    const out = await mkdtemp(join(folder, "described-"));
    await json("export", await trainedRun(), "--format", "onnx", "--out", out, "--agent", "icem", "--set", "horizon=6");
    const page = await readFile(join(out, "MODEL_CARD.md"), "utf8");
    expect(page).toContain("is a whole decision of the planner `icem` in M");
    expect(page).toContain("horizon 6, iterations 1, elites 2");
    // Six candidates and one kept elite of one action element.
    expect(page).toContain("| noise [1, 6, 6, 1] | fresh draws, standard normal |");
    expect(page).toContain("| elites [1, 6, 1] | `nextElites` of the decision before; 2 in every element at the start");
    expect(page).toContain("| nextMean [6, 1] | `mean` of the next decision |");
  });

  it.each([
    ["--planner pets must go with --agent cem, got --agent icem", ["--planner", "pets", "--agent", "icem"]],
    ['--agent must be one of cem, icem, mppi, got "mcts"', ["--agent", "mcts"]],
    ["plannerGraph: caution must be 0 with a model that is no ensemble, got 1", ["--set", "caution=1"]],
    ["cemOptions: horizon must be a positive integer, got 0", ["--agent", "cem", "--set", "horizon=0"]],
  ])("refuses in one line: %s", async (line, argv) => {
    const refused = await runCraik(["export", await trainedRun(), "--format", "onnx", "--out", folder, ...argv]);
    expect({ status: refused.status, stdout: refused.stdout }).toEqual({ status: 2, stdout: "" });
    expect(linesOf(refused.stderr)).toEqual([`craik export: ${line}`]);
  });
});
