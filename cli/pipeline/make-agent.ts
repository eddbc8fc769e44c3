/** Agents by the names of the command line, on the learned model or on the true physics. */
import {
  createCemAgent,
  createControllerAgent,
  createRandomAgent,
  type ExplorationOptions,
} from "../../agents/index.ts";
import { type Agent, createPhysicsDynamics, type Scenario, UsageError } from "../../sim/index.ts";
import {
  type Belief,
  type Controller,
  controllerFeatures,
  LearnedDynamics,
  type TrainedModel,
  type WorldModel,
} from "../../worldmodel/index.ts";
import { type Casting, type DynamicsName, requireCasting } from "./casting.ts";
import { actingOptions } from "./context.ts";
import { readController, untrainedModel } from "./controls.ts";
import { PRESETS } from "./run-config.ts";
import type { OpenedRun } from "./run-folder.ts";

/** An agent, and what it needs to act. */
export interface CastAgent {
  readonly agent: Agent;
  /** Predicts for the ghost; absent without a model. */
  readonly model: LearnedDynamics | undefined;
  dispose(): Promise<void>;
}

/** A finished run. */
export interface TrainedRun extends OpenedRun {
  readonly trained: TrainedModel;
}

/** Throws a UsageError when the agent needs a trained model and there is none. */
export async function makeAgent(
  { agent, dynamics }: Casting,
  scenario: Scenario,
  run: TrainedRun | undefined,
  threads: number,
): Promise<CastAgent> {
  requireCasting({ agent, dynamics });
  const model = run && new LearnedDynamics(believed(run, dynamics), actingOptions(threads));
  const settings = run?.config.settings ?? PRESETS.fast;
  // One action a control step, as in the random scores that are published.
  if (agent === "random") return castAgent(createRandomAgent(scenario.actionSpace, { actionRepeat: 1 }), model);
  if (agent === "cem" && dynamics === "true") {
    const physics = await createPhysicsDynamics(scenario, { actionRepeat: settings.actionRepeat });
    const planner = castAgent(createCemAgent(physics, settings.oraclePlanner), model);
    return { ...planner, dispose: () => planner.dispose().then(() => physics.dispose()) };
  }
  if (!run || !model || dynamics === "true")
    throw new UsageError(
      `agent ${agent} with ${dynamics} dynamics needs a trained run, got the scenario ${scenario.id}; train one with craik train ${scenario.id}`,
    );
  if (agent === "cem") return castAgent(createCemAgent(model, settings.planner), model);
  const controller =
    dynamics === "learned" ? run.trained.controller : await readController(run.folder, run.config, dynamics);
  return castAgent(learnedController(model, controller), model);
}

/** The model that an agent acts on, and whose predictions are its ghost. */
function believed({ config, trained }: TrainedRun, dynamics: DynamicsName): WorldModel {
  return dynamics === "untrained" ? untrainedModel(config, trained.model) : trained.model;
}

/** C on what M believes. */
export function learnedController(
  dynamics: LearnedDynamics,
  { inputs, parameters }: Controller,
  exploration: ExplorationOptions = {},
): Agent {
  const featuresOf = (belief: Belief): Float32Array => controllerFeatures(belief, inputs, dynamics.model.config.rnn);
  return createControllerAgent({ parameters, dynamics, featuresOf }, exploration);
}

function castAgent(agent: Agent, model: LearnedDynamics | undefined): CastAgent {
  return {
    agent,
    model,
    dispose: async () => {
      await agent.dispose();
      await model?.dispose();
    },
  };
}
