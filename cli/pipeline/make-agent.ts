/** Agents by the names of the command line, on the learned model or on the true physics. */
import { createCemAgent, createControllerAgent, createRandomAgent } from "../../agents/index.ts";
import { type Agent, createPhysicsDynamics, type Scenario, UsageError } from "../../sim/index.ts";
import { LearnedDynamics, type TrainedModel } from "../../worldmodel/index.ts";
import { PRESETS, type RunConfig } from "./run-config.ts";

export const AGENT_NAMES = ["random", "controller", "cem"] as const;
export type AgentName = (typeof AGENT_NAMES)[number];
export const DYNAMICS_NAMES = ["learned", "true"] as const;
export type DynamicsName = (typeof DYNAMICS_NAMES)[number];

/** Who acts: an agent, and what it plans in or was trained in. */
export interface Casting {
  readonly agent: AgentName;
  readonly dynamics: DynamicsName;
}

export interface Ensemble {
  readonly agent: Agent;
  /** Predicts for the ghost; absent without a model. */
  readonly model: LearnedDynamics | undefined;
  dispose(): Promise<void>;
}

/** How a casting is called in tables and in the viewer. */
export function castingLabel({ agent, dynamics }: Casting): string {
  return agent === "random" ? "random" : `${agent} · ${agent === "controller" ? "dream" : dynamics}`;
}

/** What stands in the table's column of dynamics: random play uses none. */
export function dynamicsLabel({ agent, dynamics }: Casting): string {
  return agent === "random" ? "–" : dynamics;
}

/** Whether a casting can only be played with a trained run. */
export function needsModel({ agent, dynamics }: Casting): boolean {
  return agent === "controller" || (agent === "cem" && dynamics === "learned");
}

/** Throws a UsageError when the agent needs a trained model and there is none. */
export async function makeAgent(
  { agent, dynamics }: Casting,
  scenario: Scenario,
  run: { readonly config: RunConfig; readonly trained: TrainedModel } | undefined,
  threads: number,
): Promise<Ensemble> {
  const model = run && new LearnedDynamics(run.trained.model, { device: run.config.device, threads });
  const settings = run?.config.settings ?? PRESETS.fast;
  // One action a control step, as in the random scores that are published.
  if (agent === "random") return ensemble(createRandomAgent(scenario.actionSpace, { actionRepeat: 1 }), model);
  if (agent === "cem" && dynamics === "true") {
    const physics = await createPhysicsDynamics(scenario, { actionRepeat: settings.actionRepeat });
    const planner = ensemble(createCemAgent(physics, settings.oraclePlanner), model);
    return { ...planner, dispose: () => planner.dispose().then(() => physics.dispose()) };
  }
  if (!run || !model)
    throw new UsageError(
      `agent ${agent} with learned dynamics needs a trained run, got the scenario ${scenario.id}; train one with craik train ${scenario.id}`,
    );
  if (agent === "cem") return ensemble(createCemAgent(model, settings.planner), model);
  const parameters = run.trained.controller;
  return ensemble(
    createControllerAgent({ parameters, dynamics: model, featuresOf: ({ z, h }) => Float32Array.of(...z, ...h) }),
    model,
  );
}

function ensemble(agent: Agent, model: LearnedDynamics | undefined): Ensemble {
  return {
    agent,
    model,
    dispose: async () => {
      await agent.dispose();
      await model?.dispose();
    },
  };
}
