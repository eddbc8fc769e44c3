/** Stage: gather episodes in the true scenario. */
import { createBrownianAgent, createPlanner, createPlanningAgent, type PlannerName } from "../../agents/index.ts";
import { type Agent, createEnv, openDatasetWriter, pictureHash, StateError } from "../../sim/index.ts";
import { type Controller, LearnedDynamics, type WorldModel } from "../../worldmodel/index.ts";
import { castingLabel } from "./casting.ts";
import { actingOptions, episodeSeed, type PipelineContext } from "./context.ts";
import { filmEpisode } from "./film-episode.ts";
import { learnedController } from "./make-agent.ts";
import { observedBy } from "./observed.ts";
import { requireEpisode } from "./require-episode.ts";
import type { Settings } from "./run-config.ts";

export const DATASET = "dataset";
export const HELD_OUT = "held-out";

export interface Collection {
  readonly stage: string;
  /** Folder of the dataset within the run. */
  readonly dataset: typeof DATASET | typeof HELD_OUT;
  /** Episodes that the dataset holds when this stage begins and ends. */
  readonly from: number;
  readonly to: number;
  /** Who gathers; Brownian exploration unless given. */
  readonly gatherer?: LearnedGatherer;
}

/** An agent that acts on what a model believes: the planner, or the controller where there is one. */
export interface LearnedGatherer {
  readonly model: WorldModel;
  readonly controller: Controller | undefined;
}

/** Appends the episodes that the dataset lacks; one that stands already is never gathered again. */
export async function collect(
  context: PipelineContext,
  { stage, dataset, from, to, gatherer }: Collection,
): Promise<void> {
  const { config, folder, reporter, scenario, signal } = context;
  const { scenarioHash } = config;
  const observe = observedBy(config);
  const pictures = await pictureHash(scenario, observe);
  const env = await createEnv(scenario, { observe });
  const { observationSpace, actionSpace } = env;
  const dynamics = gatherer && new LearnedDynamics(gatherer.model, actingOptions(config.threads));
  // Last: nothing may fail before it is closed, as an open writer keeps others out.
  const writer = await openDatasetWriter(folder.file(dataset), {
    scenario: scenario.id,
    scenarioHash,
    ...(pictures === undefined ? {} : { pictureHash: pictures }),
    observationSpace,
    actionSpace,
  });
  try {
    for (let index = writer.episodes; index < to; index++) {
      const agent = dynamics
        ? learnedAgent(dynamics, gatherer, config.settings, index)
        : createBrownianAgent(actionSpace, { actionRepeat: config.settings.actionRepeat });
      const outcome = await filmEpisode(env, agent, {
        seed: episodeSeed(config.seed, dataset === DATASET ? "training" : "held-out", index),
        scenario,
        source: gatherer
          ? castingLabel({ agent: gathererOf(config.settings, index), dynamics: "learned" })
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

/** More noise on every other episode's actions: the model sees both what the agent does and what lies beside it. */
function learnedAgent(
  dynamics: LearnedDynamics,
  { controller }: LearnedGatherer,
  { collection, planners }: Settings,
  index: number,
): Agent {
  const name = gathererOf({ collection }, index);
  const actionNoise = index % 2 === 1 ? collection.actionNoise : collection.actionNoise / 3;
  if (name !== "controller") return createPlanningAgent(dynamics, createPlanner(name, planners[name]), { actionNoise });
  if (controller === undefined) throw new StateError("collect: a controller required to gather with, got none");
  return learnedController(dynamics, controller, { actionNoise });
}

/**
 * Who gathers an episode. Planners in turn gather both with and without a critic: where its values are wrong, so that MPPI seeks what is
 * not there, iCEM's episodes tell it so; where rewards lie beyond iCEM's horizon, MPPI finds them.
 */
function gathererOf(
  { collection: { gatherer } }: Pick<Settings, "collection">,
  index: number,
): PlannerName | "controller" {
  if (gatherer !== "planners") return gatherer;
  return index % 4 < 2 ? "icem" : "mppi";
}
