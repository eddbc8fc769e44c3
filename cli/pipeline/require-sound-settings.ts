/** What the fields of `config.json` must be together: found when a run is opened, not after minutes of training. */
import { createPlanner, mctsOptions, type PlannerName } from "../../agents/index.ts";
import { SpecError } from "../../sim/index.ts";
import type { Settings } from "./run-config.ts";

const PLANNERS: readonly PlannerName[] = ["cem", "icem", "mppi"];

/** Throws a SpecError that names the field. `where` is the file. */
export function requireSoundSettings(settings: Settings, where: string): void {
  const { planners, oraclePlanners, mcts, actor, rnn } = settings;
  const wrong = (field: string, required: string, got: unknown): SpecError =>
    new SpecError(`${where}: settings.${field}: ${required}, got ${String(got)}`);
  for (const [group, options] of Object.entries({ planners, oraclePlanners }))
    for (const name of PLANNERS)
      explained(`${where}: settings.${group}.${name}`, () => createPlanner(name, options[name]));
  explained(`${where}: settings.mcts`, () => mctsOptions(mcts));

  for (const name of PLANNERS) {
    const { caution } = planners[name];
    if (caution !== 0 && rnn.ensemble === 1)
      throw wrong(`planners.${name}.caution`, "0 required where settings.rnn.ensemble is 1", caution);
  }
  if (actor.schedule.steps > 0) return;
  const untrained = "where settings.actor.schedule.steps is 0";
  for (const name of PLANNERS) {
    const { bootstrap } = planners[name];
    if (bootstrap === "value")
      throw wrong(`planners.${name}.bootstrap`, `none or reward required ${untrained}`, bootstrap);
  }
  const { policyTrajectories } = planners.mppi;
  if (policyTrajectories > 0)
    throw wrong("planners.mppi.policyTrajectories", `0 required ${untrained}`, policyTrajectories);
  if (mcts.leafValue === "value")
    throw wrong("mcts.leafValue", `rollout or zero required ${untrained}`, mcts.leafValue);
}

function explained(where: string, check: () => unknown): void {
  try {
    check();
  } catch (cause) {
    if (cause instanceof SpecError) throw new SpecError(`${where}: ${cause.message}`, { cause });
    throw cause;
  }
}
