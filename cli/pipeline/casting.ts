/** Who acts, by the names of the command line and of the viewer. Loads nothing. */

export const AGENT_NAMES = ["random", "controller", "cem"] as const;
export type AgentName = (typeof AGENT_NAMES)[number];
export const DYNAMICS_NAMES = ["learned", "true"] as const;
export type DynamicsName = (typeof DYNAMICS_NAMES)[number];

/** Who acts: an agent, and what it plans in or was trained in. */
export interface Casting {
  readonly agent: AgentName;
  readonly dynamics: DynamicsName;
}

export function sameCasting(one: Casting, other: Casting): boolean {
  return one.agent === other.agent && one.dynamics === other.dynamics;
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
