/** Runs episodes of a simple agent one after another, in whatever thread this is. */
import type { Agent, BoxSpace, Episode } from "../../sim/core/index.ts";
import { requireEpisode } from "../pipeline/require-episode.ts";

export const ROLLOUT_AGENTS = ["random", "brownian"] as const;
export type RolloutAgent = (typeof ROLLOUT_AGENTS)[number];

export interface RollOptions {
  /** Built-in id or path. */
  readonly scenario: string;
  readonly agent: RolloutAgent;
  /** One episode for each. */
  readonly seeds: readonly number[];
  readonly signal?: AbortSignal;
}

/** Episodes in the order of their seeds, each recorded whole. */
export async function* rollEpisodes(options: RollOptions): AsyncGenerator<Episode, void> {
  const { createEnv, scenarioHash } = await import("../../sim/index.ts");
  const { loadScenario } = await import("../../scenarios/index.ts");
  const { runEpisode } = await import("../../agents/index.ts");
  const scenario = await loadScenario(options.scenario);
  const record = { scenarioHash: await scenarioHash(scenario) };
  const env = await createEnv(scenario);
  const agent = await createAgent(options.agent, env.actionSpace);
  const abort = options.signal === undefined ? {} : { signal: options.signal };
  try {
    for (const seed of options.seeds) {
      yield requireEpisode(await runEpisode(env, agent, { seed, record, ...abort }));
    }
  } finally {
    await agent.dispose();
    env.close();
  }
}

async function createAgent(name: RolloutAgent, space: BoxSpace): Promise<Agent> {
  const { createBrownianAgent, createRandomAgent } = await import("../../agents/index.ts");
  return name === "random" ? createRandomAgent(space) : createBrownianAgent(space);
}
