/** Plays episodes of one agent in the true scenario, filmed where somebody watches. */
import { runEpisode } from "../../agents/index.ts";
import { loadScenario } from "../../scenarios/index.ts";
import { type Agent, createEnv, type Scenario, SpecError, scenarioHash } from "../../sim/index.ts";
import type { EngineMessage, PerformTask } from "./engine-messages.ts";
import { filmEpisode } from "./film-episode.ts";
import { castingLabel, makeAgent } from "./make-agent.ts";
import { readModel } from "./model-folder.ts";
import { openRun } from "./run-folder.ts";

export async function perform(
  task: PerformTask,
  tell: (message: EngineMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  const scenario = await loadScenario(task.scenario);
  const run = task.run === undefined ? undefined : await loadTrained(task.run, scenario);
  const cast = await makeAgent(task.casting, scenario, run, task.threads);
  const env = await createEnv(scenario);
  const stopwatch = timed(cast.agent);
  try {
    for (const [index, seed] of task.seeds.entries()) {
      const before = stopwatch.seconds();
      const outcome = task.film
        ? await filmEpisode(env, stopwatch.agent, {
            seed,
            scenario,
            source: castingLabel(task.casting),
            episode: task.firstEpisode + index,
            model: cast.model,
            signal,
            onFootage: (footage) => tell({ kind: "footage", footage }),
          })
        : await runEpisode(env, stopwatch.agent, { seed, signal });
      const { return: total, steps, decisions } = outcome;
      const thinkingSecs = stopwatch.seconds() - before;
      tell({ kind: "performed", episode: { seed, return: total, steps, decisions, thinkingSecs } });
    }
  } finally {
    env.close();
    await cast.dispose();
  }
}

/** A run and its model, checked to be of this very scenario. */
async function loadTrained(path: string, scenario: Scenario): Promise<Parameters<typeof makeAgent>[2]> {
  const { folder, config } = await openRun(path);
  await requireSameScenario(config.scenarioHash, scenario, path);
  return { config, trained: await readModel(folder) };
}

/** Throws a SpecError when the scenario is not what the run was made with. */
export async function requireSameScenario(expected: string, scenario: Scenario, run: string): Promise<void> {
  const found = await scenarioHash(scenario);
  if (found === expected) return;
  throw new SpecError(
    `${run}: scenario ${scenario.id} must have the hash ${expected.slice(0, 12)}… of the run, got ${found.slice(0, 12)}… (the scenario has changed since)`,
  );
}

/** The same agent with a clock on its thinking. */
function timed(agent: Agent): { readonly agent: Agent; seconds(): number } {
  let elapsedMs = 0;
  return {
    seconds: () => elapsedMs / 1000,
    agent: {
      name: agent.name,
      actionRepeat: agent.actionRepeat,
      begin: (moment, seed) => agent.begin(moment, seed),
      dispose: () => agent.dispose(),
      act: async (moment) => {
        const start = performance.now();
        const action = await agent.act(moment);
        elapsedMs += performance.now() - start;
        return action;
      },
    },
  };
}
