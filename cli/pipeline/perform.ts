/** Plays episodes of one agent as they are ordered, in the true scenario or in a dream of it, filmed where somebody watches. */

import { lastSearchOf, runEpisode, timedAgent } from "../../agents/index.ts";
import { createEnv, type Scenario } from "../../sim/index.ts";
import { dreamEnv, loadTrainedModel } from "../../worldmodel/index.ts";
import { loadWatched } from "../watchdog/load-watched.ts";
import { castingLabel } from "./casting.ts";
import type { EngineMessage, PerformTask, PlayOrder } from "./engine-messages.ts";
import { filmEpisode } from "./film-episode.ts";
import { makeAgent, type TrainedRun } from "./make-agent.ts";
import { observedBy } from "./observed.ts";
import { requireSameScenario } from "./require-same-scenario.ts";
import { openRun } from "./run-folder.ts";

export async function perform(
  task: PerformTask,
  orders: AsyncIterable<PlayOrder>,
  tell: (message: EngineMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  const scenario = await loadWatched(task.scenario);
  const run = task.run === undefined ? undefined : await loadTrained(task.run, scenario);
  const cast = await makeAgent({ ...task, scenario, run });
  const env =
    run && task.dream !== undefined
      ? dreamEnv(run.trained, { temperature: task.dream })
      : await createEnv(scenario, { observe: run ? observedBy(run.config) : ["state"] });
  const { agent, elapsedMs } = timedAgent(cast.agent, () => performance.now());
  try {
    for await (const { seed, episode } of orders) {
      const before = elapsedMs();
      const outcome = task.film
        ? await filmEpisode(env, agent, {
            seed,
            scenario,
            source: castingLabel(task.casting),
            episode,
            model: cast.model,
            lastSearch: () => lastSearchOf(cast.agent),
            signal,
            onFootage: (footage) => tell({ kind: "footage", footage }),
          })
        : await runEpisode(env, agent, { seed, signal });
      const { return: total, steps, decisions } = outcome;
      const thinkingSecs = (elapsedMs() - before) / 1000;
      tell({ kind: "performed", episode: { seed, return: total, steps, decisions, thinkingSecs } });
    }
  } finally {
    env.close();
    await cast.dispose();
  }
}

/** A run and its model, checked to be of this very scenario. */
async function loadTrained(path: string, scenario: Scenario): Promise<TrainedRun> {
  const { folder, config } = await openRun(path);
  await requireSameScenario(config.scenarioHash, scenario, path);
  return { folder, config, trained: await loadTrainedModel(folder.path) };
}
