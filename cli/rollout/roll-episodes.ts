/** Runs episodes of a simple agent one after another, in whatever thread this is. */
import type { Episode, ResetOptions } from "../../sim/core/index.ts";
import { requireEpisode } from "../pipeline/require-episode.ts";
import { createExplorer, type Exploration } from "./exploration.ts";

export interface RollOptions {
  /** Built-in id or path. */
  readonly scenario: string;
  readonly exploration: Exploration;
  /** Modalities. */
  readonly observe: readonly string[];
  /** What every reset is given. */
  readonly options: ResetOptions;
  readonly signal?: AbortSignal;
}

/** An episode for each seed, in their order, each recorded whole. */
export async function* rollEpisodes(
  how: RollOptions,
  seeds: Iterable<number> | AsyncIterable<number>,
): AsyncGenerator<Episode, void> {
  const { createEnv, scenarioHash } = await import("../../sim/index.ts");
  const { loadWatched } = await import("../watchdog/load-watched.ts");
  const { runEpisode } = await import("../../agents/index.ts");
  const { options, observe } = how;
  const scenario = await loadWatched(how.scenario);
  const record = { scenarioHash: await scenarioHash(scenario) };
  const env = await createEnv(scenario, { observe });
  const agent = await createExplorer(how.exploration, env);
  const abort = how.signal === undefined ? {} : { signal: how.signal };
  try {
    for await (const seed of seeds) {
      yield requireEpisode(await runEpisode(env, agent, { seed, options, record, ...abort }));
    }
  } finally {
    await agent.dispose();
    env.close();
  }
}
