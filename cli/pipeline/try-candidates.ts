/** Plays an episode of the true scenario with each controller that is ordered, on what one model believes. */
import { runEpisode } from "../../agents/index.ts";
import { createEnv } from "../../sim/index.ts";
import { LearnedDynamics } from "../../worldmodel/index.ts";
import { loadWatched } from "../watchdog/load-watched.ts";
import { actingOptions } from "./context.ts";
import type { EngineMessage, TryOrder, TryTask } from "./engine-messages.ts";
import { learnedController } from "./make-agent.ts";
import { observedBy } from "./observed.ts";

/** One: there are as many of these threads as there are cores, and sums may depend on the number. */
const THREADS = 1;

export async function tryCandidates(
  { scenario: idOrPath, modality, model, inputs }: TryTask,
  orders: AsyncIterable<TryOrder>,
  tell: (message: EngineMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  const scenario = await loadWatched(idOrPath);
  const env = await createEnv(scenario, { observe: observedBy({ modality }) });
  const dynamics = new LearnedDynamics(model, actingOptions(THREADS));
  try {
    for await (const { parameters, seed } of orders) {
      const agent = learnedController(dynamics, { inputs, parameters });
      const { return: total, steps } = await runEpisode(env, agent, { seed, signal });
      tell({ kind: "tried", trial: { return: total, steps } });
    }
  } finally {
    env.close();
    await dynamics.dispose();
  }
}
