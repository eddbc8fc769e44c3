/** Episodes that a run's model has not seen: kept out of training, or played now with seeds that training never used. */
import {
  createBrownianAgent,
  createPlanner,
  createPlanningAgent,
  runEpisode,
  type UnseenEpisode,
} from "../../agents/index.ts";
import { type Agent, type Env, openDataset, type Scenario } from "../../sim/index.ts";
import type { LearnedDynamics } from "../../worldmodel/index.ts";
import { planningAgent } from "../pipeline/casting.ts";
import { HELD_OUT } from "../pipeline/collect.ts";
import { episodeSeed } from "../pipeline/context.ts";
import { requireEpisode } from "../pipeline/require-episode.ts";
import type { OpenedRun } from "../pipeline/run-folder.ts";

/** Behaviours from which unseen episodes come. */
export const BEHAVIOURS = {
  exploration: "Brownian exploration, as at the start of training",
  planned: "the run's planner in the learned model, as when the model is used",
} as const;

export interface GatherOptions {
  readonly run: OpenedRun;
  readonly scenario: Scenario;
  readonly env: Env;
  readonly dynamics: LearnedDynamics;
  /** Of each behaviour. */
  readonly episodes: number;
  readonly seed: number;
  readonly onEpisode: (done: number) => void;
  readonly signal: AbortSignal;
}

/** Takes exploration from the run's held-out episodes as far as they go; plays the rest. */
export async function gatherEpisodes(options: GatherOptions): Promise<readonly UnseenEpisode[]> {
  const { run, scenario, env, dynamics, episodes, seed, onEpisode, signal } = options;
  const { scenarioHash, settings } = run.config;
  const gathered: UnseenEpisode[] = [];
  const add = (behaviour: keyof typeof BEHAVIOURS, episode: UnseenEpisode["episode"]): void => {
    gathered.push({ behaviour, episode });
    onEpisode(gathered.length);
  };
  const play = async (behaviour: keyof typeof BEHAVIOURS, agent: Agent, from: number): Promise<void> => {
    for (let index = from; index < episodes; index++) {
      const outcome = await runEpisode(env, agent, {
        seed: episodeSeed(seed, "evaluation", index),
        record: { scenarioHash },
        signal,
      });
      add(behaviour, requireEpisode(outcome));
    }
  };

  const planner = planningAgent(settings);
  const heldOut = await openDataset(run.folder.file(HELD_OUT), { scenarioHash });
  const kept = Math.min(episodes, heldOut.entries.length);
  for (let index = 0; index < kept; index++) add("exploration", await heldOut.readEpisode(index));
  await play("exploration", createBrownianAgent(scenario.actionSpace, { actionRepeat: settings.actionRepeat }), kept);
  await play("planned", createPlanningAgent(dynamics, createPlanner(planner, settings.planners[planner])), 0);
  return gathered;
}
