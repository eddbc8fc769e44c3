/** Who acts, by the names of the command line and of the viewer. */
import type { PlannerName } from "../../agents/index.ts";
import { UsageError } from "../../sim/core/errors.ts";
import type { Settings } from "./run-config.ts";

export const AGENT_NAMES = ["random", "controller", "actor", "cem", "icem", "mppi", "mcts"] as const;
export type AgentName = (typeof AGENT_NAMES)[number];
export const DYNAMICS_NAMES = ["learned", "untrained", "z-only", "true"] as const;
export type DynamicsName = (typeof DYNAMICS_NAMES)[number];

const MODEL_OR_PHYSICS: readonly DynamicsName[] = ["learned", "untrained", "true"];

/** What an agent can act with; random play uses none, whatever is named. `make-agent.ts` says how each is made. */
const DYNAMICS_OF: Readonly<Record<AgentName, readonly DynamicsName[]>> = {
  random: DYNAMICS_NAMES,
  controller: ["learned", "untrained", "z-only"],
  actor: ["learned", "untrained"],
  cem: MODEL_OR_PHYSICS,
  icem: MODEL_OR_PHYSICS,
  mppi: MODEL_OR_PHYSICS,
  mcts: MODEL_OR_PHYSICS,
};

/** Who acts: an agent, and what it plans in or reads. */
export interface Casting {
  readonly agent: AgentName;
  readonly dynamics: DynamicsName;
}

/** Everything that an agent can act with; random play stands once. */
export function castingsOf(agent: AgentName): readonly Casting[] {
  return agent === "random"
    ? [{ agent, dynamics: "true" }]
    : DYNAMICS_OF[agent].map((dynamics) => ({ agent, dynamics }));
}

/** Those that a run is scored with, each result of the model followed by its controls; the actor where the run trains one. */
export function runCastings({ actor, collection }: Pick<Settings, "actor" | "collection">): readonly Casting[] {
  return [
    { agent: "random", dynamics: "true" },
    { agent: "controller", dynamics: "learned" },
    { agent: "controller", dynamics: "untrained" },
    { agent: "controller", dynamics: "z-only" },
    ...(actor.schedule.steps > 0 ? withUntrained("actor") : []),
    ...withUntrained(planningAgent({ collection })),
  ];
}

/** The planner that stands for planning in a run's table: the one that gathers, MPPI where it does with iCEM in turn, or iCEM where C gathers. */
export function planningAgent({ collection: { gatherer } }: Pick<Settings, "collection">): PlannerName {
  if (gatherer === "planners") return "mppi";
  return gatherer === "controller" ? "icem" : gatherer;
}

function withUntrained(agent: AgentName): readonly Casting[] {
  return [
    { agent, dynamics: "learned" },
    { agent, dynamics: "untrained" },
  ];
}

/**
 * What must stand beside a result of the trained model: the same without what training gave M, and a controller without M at all. A
 * reimplementation of Ha & Schmidhuber found CarRacing solved as well with an untrained M as with a trained one.
 */
export function controlsOf({ agent, dynamics }: Casting): readonly Casting[] {
  if (agent === "random" || dynamics !== "learned") return [];
  return [
    { agent, dynamics: "untrained" },
    { agent: "controller", dynamics: "z-only" },
  ];
}

export function sameCasting(one: Casting, other: Casting): boolean {
  return one.agent === other.agent && one.dynamics === other.dynamics;
}

/** Throws a UsageError for an agent that cannot act with what was named. */
export function requireCasting({ agent, dynamics }: Casting): void {
  const known = DYNAMICS_OF[agent];
  if (!known.includes(dynamics))
    throw new UsageError(`--dynamics must be one of ${known.join(", ")} with --agent ${agent}, got ${dynamics}`);
}

/** How a casting is called in tables and in the viewer. */
export function castingLabel({ agent, dynamics }: Casting): string {
  if (agent === "random") return "random";
  return `${agent} · ${agent === "controller" && dynamics === "learned" ? "dream" : dynamics}`;
}

/** What stands in the table's column of dynamics: random play uses none. */
export function dynamicsLabel({ agent, dynamics }: Casting): string {
  return agent === "random" ? "–" : dynamics;
}

/** Whether a casting can only be played with a trained run. */
export function needsModel({ agent, dynamics }: Casting): boolean {
  return agent !== "random" && dynamics !== "true";
}
