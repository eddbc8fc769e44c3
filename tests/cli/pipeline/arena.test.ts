/** Scores of candidates for C, whoever computes them in how many parts. */
import { expect, it } from "vitest";
import { runEpisode } from "../../../agents/index.ts";
import type { PipelineContext } from "../../../cli/pipeline/context.ts";
import { openDreams } from "../../../cli/pipeline/dreams.ts";
import { learnedController } from "../../../cli/pipeline/make-agent.ts";
import { openRun } from "../../../cli/pipeline/run-folder.ts";
import { openTrials } from "../../../cli/pipeline/trials.ts";
import { loadScenario } from "../../../scenarios/index.ts";
import { createEnv, createRng } from "../../../sim/index.ts";
import { LearnedDynamics, loadTrainedModel, type TrainedModel } from "../../../worldmodel/index.ts";
import { trainedRun } from "../../support/trained-run.ts";

/** W [1, 4 + 16] and b [1]. */
const SIZE = 21;
const SEEDS = [3, 8];
const signal = new AbortController().signal;

function candidates(count: number): readonly Float64Array[] {
  const rng = createRng(2);
  return Array.from({ length: count }, () => Float64Array.from({ length: SIZE }, () => rng.normal()));
}

async function trained(): Promise<{ readonly context: PipelineContext; readonly run: TrainedModel }> {
  const { folder, config } = await openRun(await trainedRun());
  const nothing = (): void => undefined;
  const reporter = {
    ...{ stage: nothing, progress: nothing, stageFinished: nothing },
    ...{ note: nothing, metric: nothing, footage: nothing },
  };
  const scenario = await loadScenario(config.scenario);
  return { context: { folder, config, scenario, reporter, signal }, run: await loadTrainedModel(folder.path) };
}

it.each([1, 3])("in the true scenario are those of episodes played here, on %i threads", async (workers) => {
  const { context, run } = await trained();
  const trials = openTrials(context, { model: run.model, inputs: "zh", workers });
  const scored = await trials.score(candidates(3), SEEDS).finally(() => trials.dispose());
  const env = await createEnv(context.scenario, { observe: ["state"] });
  const dynamics = new LearnedDynamics(run.model, { device: "cpu", threads: 1 });
  const wanted: number[] = [];
  for (const parameters of candidates(3)) {
    let sum = 0;
    for (const seed of SEEDS) {
      const agent = learnedController(dynamics, { inputs: "zh", parameters: Float32Array.from(parameters) });
      sum += (await runEpisode(env, agent, { seed })).return;
    }
    wanted.push(sum / SEEDS.length);
  }
  env.close();
  await dynamics.dispose();
  expect([...scored.returns]).toEqual(wanted);
  expect(scored.envSteps).toBe(3 * SEEDS.length * 1000);
});

it("in dreams are the same when a restart's larger population is scored part by part", async () => {
  const { context, run } = await trained();
  const dreams = await openDreams(context, { model: run.model, follower: undefined, inputs: "zh", episodes: 3 });
  // Twice the population of 4.
  const all = candidates(8);
  const rng = createRng(1);
  try {
    const [first, second] = [await dreams.score(all.slice(0, 4), rng), await dreams.score(all.slice(4), rng)];
    expect(await dreams.score(all, rng)).toEqual(Float64Array.from([...first, ...second]));
  } finally {
    await dreams.dispose();
  }
});
