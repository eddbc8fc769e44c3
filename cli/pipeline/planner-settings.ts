/** Which of a run's settings a planner plans with. */
import type { MctsOptions, PlannerOptions } from "../../agents/index.ts";
import type { DynamicsName } from "./casting.ts";
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
