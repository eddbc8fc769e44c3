/** Agents by the names of the command line, on the learned model or on the true physics. */
import {
  createActorAgent,
  createControllerAgent,
  createMctsAgent,
  createPlanner,
  createPlanningAgent,
  createRandomAgent,
  type ExplorationOptions,
  type PlannerName,
} from "../../agents/index.ts";
import { type Agent, createPhysicsDynamics, type Dynamics, type Scenario, UsageError } from "../../sim/index.ts";
import {
  type Belief,
  type Controller,
  controllerFeatures,
  LearnedDynamics,
  type TrainedModel,
  type WorldModel,
} from "../../worldmodel/index.ts";
import { type AgentName, type Casting, type DynamicsName, requireCasting } from "./casting.ts";
import type { ChosenPlanner } from "./chosen-planner.ts";
import { actingOptions } from "./context.ts";
import { readController, untrainedModel } from "./controls.ts";
import { type PlannerSettings, plannerSettings } from "./planner-settings.ts";
import { PRESETS } from "./presets/state.ts";
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

/** Who is to act, and on what. */
export interface AgentRequest {
  readonly casting: Casting;
  readonly scenario: Scenario;
  readonly run: TrainedRun | undefined;
  /** Threads of ONNX Runtime. */
  readonly threads: number;
  /** In place of the run's settings for the planner of this name. */
  readonly planner?: ChosenPlanner | undefined;
  /** In place of the run's own controller of a trained M. */
  readonly controller?: Controller | undefined;
}

/** What an agent is made from. */
interface Ingredients extends AgentRequest {
  /** What the casting's dynamics name, on the run; absent without one. */
  readonly model: LearnedDynamics | undefined;
}

/** Makes an agent; a UsageError where it lacks the trained run that it needs. */
type Maker = (ingredients: Ingredients) => Promise<MadeAgent>;

interface MadeAgent {
  readonly agent: Agent;
  /** What it plans in, where that is not the run's model. Disposed of with the agent. */
  readonly physics?: Dynamics;
}

/** How each agent of the command line is made; `casting.ts` says what it may act with. */
const MAKERS: Readonly<Record<AgentName, Maker>> = {
  // One action a control step, as in the random scores that are published.
  random: async ({ scenario }) => ({ agent: createRandomAgent(scenario.actionSpace, { actionRepeat: 1 }) }),
  controller: onModel(async (model, run, ingredients) =>
    learnedController(model, await controllerOf(run, ingredients)),
  ),
  actor: onModel(async (model) => learnedActor(model)),
  cem: planned("cem"),
  icem: planned("icem"),
  mppi: planned("mppi"),
  mcts: onModelOrPhysics((dynamics, settings, { planner }) =>
    createMctsAgent(dynamics, planner?.name === "mcts" ? planner.options : settings.mcts),
  ),
};

/** Throws a UsageError when the agent needs a trained model and there is none. */
export async function makeAgent(request: AgentRequest): Promise<CastAgent> {
  const { casting, run, threads } = request;
  requireCasting(casting);
  const model = run && new LearnedDynamics(believed(run, casting.dynamics), actingOptions(threads));
  const { agent, physics } = await MAKERS[casting.agent]({ ...request, model });
  return {
    agent,
    model,
    dispose: async () => {
      await agent.dispose();
      await model?.dispose();
      await physics?.dispose();
    },
  };
}

/** An agent that acts on a run's model. */
function onModel(make: (model: LearnedDynamics, run: TrainedRun, ingredients: Ingredients) => Promise<Agent>): Maker {
  return async (ingredients) => {
    const { casting, scenario, model, run } = ingredients;
    if (!run || !model)
      throw new UsageError(
        `agent ${casting.agent} with ${casting.dynamics} dynamics needs a trained run, got the scenario ${scenario.id}; train one with craik train ${scenario.id}`,
      );
    return { agent: await make(model, run, ingredients) };
  };
}

/** An agent that plans in a run's model or in the true physics, where the run's actor and critic help it if they can. */
function onModelOrPhysics(
  make: (dynamics: Dynamics, settings: PlannerSettings, ingredients: Ingredients) => Agent,
): Maker {
  return async (ingredients) => {
    const { casting, scenario, run, model } = ingredients;
    const settings = plannerSettings(casting.dynamics, run?.config);
    if (casting.dynamics !== "true")
      return onModel(async (learned) => make(learned, settings, ingredients))(ingredients);
    const { actionRepeat } = run?.config.settings ?? PRESETS.fast;
    const physics = await createPhysicsDynamics(scenario, { actionRepeat, policy: model?.statePolicy });
    return { agent: make(physics, settings, ingredients), physics };
  };
}

/** A planner of `agents/planning`. */
function planned(name: PlannerName): Maker {
  return onModelOrPhysics((dynamics, settings, { planner }) =>
    createPlanningAgent(dynamics, planner?.name === name ? planner : createPlanner(name, settings[name])),
  );
}

async function controllerOf(
  { folder, config, trained }: TrainedRun,
  { casting: { dynamics }, controller = trained.controller }: Ingredients,
): Promise<Controller> {
  return dynamics === "untrained" || dynamics === "z-only" ? readController(folder, config, dynamics) : controller;
}

/** The model that an agent acts on, and whose predictions are its ghost. */
function believed({ config, trained }: TrainedRun, dynamics: DynamicsName): WorldModel {
  return dynamics === "untrained" ? untrainedModel(config, trained.model) : trained.model;
}

/** Actor and critic's work alone. A UsageError where the model has none. */
function learnedActor(dynamics: LearnedDynamics): Agent {
  const { policy, scenario } = dynamics.model.config;
  if (policy === undefined)
    throw new UsageError(
      `agent actor needs a run that trained one (settings.actor.schedule.steps above 0), got one of ${scenario} without`,
    );
  return createActorAgent({ dynamics, choose: (belief: Belief) => dynamics.choose(belief) });
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
