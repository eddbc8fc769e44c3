/** A rollout's episodes together with the dataset that they are recorded in: what stands there already is not run again. */
import type { Episode } from "../../sim/core/index.ts";
import type { RollOptions } from "./roll-episodes.ts";
import type { WorkerOptions } from "./roll-in-workers.ts";

export interface RecordedEpisode {
  readonly episode: Episode;
  /** Whether it stood in the dataset before. */
  readonly kept: boolean;
}

/** What a dataset needs to know before the first episode. */
export interface RolloutWorld {
  readonly scenario: string;
  readonly scenarioHash: string;
  /** Where a camera is among the modalities. */
  readonly pictureHash?: string | undefined;
  readonly observationSpace: Episode["observationSpace"];
  readonly actionSpace: Episode["actionSpace"];
  /** The agent's own name, under which its episodes stand in the dataset. */
  readonly agent: string;
}

/**
 * Every episode of the rollout in the order of its seeds: run and appended, or read where the dataset has one of the same seed,
 * agent and options. A rollout that was stopped, even killed, thus goes on where it was, to the same bytes.
 */
export async function* rollAndRecord(
  rollout: WorkerOptions,
  world: RolloutWorld,
  dir: string,
): AsyncGenerator<RecordedEpisode, void> {
  const { episodeKey, openDataset, openDatasetWriter } = await import("../../sim/index.ts");
  const { rollInWorkers } = await import("./roll-in-workers.ts");
  const { agent, ...header } = world;
  const writer = await openDatasetWriter(dir, header);
  try {
    const dataset = await openDataset(dir);
    const stored = new Map(dataset.entries.map((entry, index) => [episodeKey(entry), index]));
    const storedAs = (seed: number): number | undefined =>
      stored.get(episodeKey({ seed, agent, options: rollout.options }));
    const seeds = rollout.seeds.filter((seed) => storedAs(seed) === undefined);
    const fresh = rollInWorkers({ ...rollout, seeds });
    try {
      for (const seed of rollout.seeds) {
        rollout.signal?.throwIfAborted();
        const index = storedAs(seed);
        if (index !== undefined) {
          yield { episode: await dataset.readEpisode(index), kept: true };
          continue;
        }
        const { value: episode } = await fresh.next();
        if (episode === undefined) return;
        await writer.append(episode);
        yield { episode, kept: false };
      }
    } finally {
      await fresh.return();
    }
  } finally {
    await writer.close();
  }
}

/** Loads the scenario once to learn what its episodes will be like. */
export async function rolloutWorld(how: Omit<RollOptions, "signal">): Promise<RolloutWorld> {
  const { createEnv, pictureHash, scenarioHash } = await import("../../sim/index.ts");
  const { loadWatched } = await import("../watchdog/load-watched.ts");
  const { createExplorer } = await import("./exploration.ts");
  const scenario = await loadWatched(how.scenario);
  const env = await createEnv(scenario, { observe: how.observe });
  const agent = await createExplorer(how.exploration, env);
  try {
    // Names what is wrong with the options before a dataset is made.
    env.reset({ seed: 0, options: how.options });
    const { id, observationSpace, actionSpace } = env;
    const hashes = {
      scenarioHash: await scenarioHash(scenario),
      pictureHash: await pictureHash(scenario, how.observe),
    };
    return { scenario: id, ...hashes, observationSpace, actionSpace, agent: agent.name };
  } finally {
    await agent.dispose();
    env.close();
  }
}
