/** Which of a run's settings a planner plans with. */
import type { MctsOptions, PlannerOptions } from "../../agents/index.ts";
import type { AgentName, DynamicsName } from "./casting.ts";
import type { ChosenPlanner } from "./chosen-planner.ts";
import { PRESETS } from "./presets/state.ts";
import type { RunConfig } from "./run-config.ts";

/** Of every planner. */
export type PlannerSettings = PlannerOptions & { readonly mcts: MctsOptions };

/**
 * A run whose actor and critic read the state alone plans in the true physics as in its model, critic and all, so that what planning loses
 * is the model's fault alone. Elsewhere the true physics has no critic, and `oraclePlanners` plan there. Without a run the preset `fast`'s.
 */
export function plannerSettings(
  dynamics: DynamicsName,
  run: Pick<RunConfig, "modality" | "settings"> | undefined,
): PlannerSettings {
  const { planners, oraclePlanners, mcts } = run?.settings ?? PRESETS.fast;
  return { ...(dynamics === "true" && !(run && hasStatePolicy(run)) ? oraclePlanners : planners), mcts };
}

/** Whether the finished run's model has a `statePolicy`, which helps planners in the true physics. */
export function hasStatePolicy({ modality, settings: { actor } }: Pick<RunConfig, "modality" | "settings">): boolean {
  return modality === "state" && actor.schedule.steps > 0 && actor.inputs === "z";
}

/** Whether an agent acts with the same settings in the true physics as in the run's model. */
export function plansAlike(agent: AgentName, run: Pick<RunConfig, "modality" | "settings">): boolean {
  const settings = (dynamics: DynamicsName): string =>
    JSON.stringify((plannerSettings(dynamics, run) as Partial<Record<AgentName, object>>)[agent]);
  return settings("learned") === settings("true");
}

/** Whether an agent in the true physics asks the run's critic or actor; with the options of `chosen`, where it is given. */
export function asksStatePolicy(
  agent: AgentName,
  run: Pick<RunConfig, "modality" | "settings">,
  chosen?: ChosenPlanner,
): boolean {
  if (!hasStatePolicy(run)) return false;
  const { cem, icem, mppi }: PlannerSettings = {
    ...plannerSettings("true", run),
    ...(chosen && { [chosen.name]: chosen.options }),
  };
  const asks: Readonly<Partial<Record<AgentName, boolean>>> = {
    cem: cem.bootstrap === "value",
    icem: icem.bootstrap === "value",
    mppi: mppi.bootstrap === "value" || mppi.policyTrajectories > 0,
    // Half of the actions in its tree are the actor's, where there is one.
    mcts: true,
  };
  return asks[agent] ?? false;
}
