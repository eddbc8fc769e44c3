/** The agents that explore: who they are on the command line, and how they are made. */
import type { Agent, Env } from "../../sim/core/index.ts";

export const ROLLOUT_AGENTS = ["random", "brownian", "coloured"] as const;
export type RolloutAgent = (typeof ROLLOUT_AGENTS)[number];

/** What decides every action of an episode beside its seed. */
export interface Exploration {
  readonly agent: RolloutAgent;
  /** Exponent of coloured noise; the agent's own default unless given. */
  readonly beta: number | undefined;
}

export async function createExplorer({ agent, beta }: Exploration, env: Env): Promise<Agent> {
  const { createBrownianAgent, createColouredAgent, createRandomAgent } = await import("../../agents/index.ts");
  if (agent === "random") return createRandomAgent(env.actionSpace);
  if (agent === "brownian") return createBrownianAgent(env.actionSpace);
  return createColouredAgent(env.actionSpace, { steps: env.maxSteps, ...(beta === undefined ? {} : { beta }) });
}
