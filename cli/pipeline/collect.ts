/** Stage: gather episodes in the true scenario. */
import { type CemOptions, createBrownianAgent, createCemAgent } from "../../agents/index.ts";
import { type Agent, createEnv, openDatasetWriter } from "../../sim/index.ts";
import { LearnedDynamics, type WorldModel } from "../../worldmodel/index.ts";
import { castingLabel } from "./casting.ts";
import { actingOptions, episodeSeed, type PipelineContext } from "./context.ts";
import { filmEpisode } from "./film-episode.ts";
import { requireEpisode } from "./require-episode.ts";

export const DATASET = "dataset";
export const HELD_OUT = "held-out";

export interface Collection {
  readonly stage: string;
  /** Folder of the dataset within the run. */
  readonly dataset: typeof DATASET | typeof HELD_OUT;
  /** Episodes that the dataset holds when this stage begins and ends. */
  readonly from: number;
  readonly to: number;
  /** The model with which to plan; without it, Brownian exploration. */
  readonly model?: WorldModel;
}

/** Appends the episodes that the dataset lacks; one that stands already is never gathered again. */
export async function collect(
  context: PipelineContext,
  { stage, dataset, from, to, model }: Collection,
): Promise<void> {
  const { config, folder, reporter, scenario, signal } = context;
  const { scenarioHash } = config;
  const { observationSpace, actionSpace } = scenario;
  const env = await createEnv(scenario);
  const dynamics = model && new LearnedDynamics(model, actingOptions(config.threads));
  // Last: nothing may fail before it is closed, as an open writer keeps others out.
  const writer = await openDatasetWriter(folder.file(dataset), {
    scenario: scenario.id,
    scenarioHash,
    observationSpace,
    actionSpace,
  });
  try {
    for (let index = writer.episodes; index < to; index++) {
      const { collection, actionRepeat, planner } = config.settings;
      const agent = dynamics
        ? planningAgent(dynamics, planner, collection.actionNoise, index)
        : createBrownianAgent(actionSpace, { actionRepeat });
      const outcome = await filmEpisode(env, agent, {
        seed: episodeSeed(config.seed, dataset === DATASET ? "training" : "held-out", index),
        scenario,
        source: dynamics
          ? castingLabel({ agent: "cem", dynamics: "learned" })
          : dataset === DATASET
            ? "exploration"
            : "exploration, held out",
        episode: index,
        model: dynamics,
        record: { scenarioHash },
        signal,
        onFootage: (footage) => reporter.footage(footage),
      });
      await writer.append(requireEpisode(outcome));
      if (dataset === DATASET) reporter.metric(`return/${agent.name}`, index, outcome.return);
      reporter.progress(
        stage,
        (index + 1 - from) / (to - from),
        `episode ${index + 1 - from} of ${to - from}, return ${outcome.return.toFixed(0)}`,
      );
    }
  } finally {
    await writer.close();
    env.close();
    await dynamics?.dispose();
  }
}

/** Noise on every other episode's actions: the model sees both what the planner does and what lies beside it. */
function planningAgent(dynamics: LearnedDynamics, planner: CemOptions, actionNoise: number, index: number): Agent {
  return createCemAgent(dynamics, planner, { actionNoise: index % 2 === 1 ? actionNoise : actionNoise / 3 });
}
