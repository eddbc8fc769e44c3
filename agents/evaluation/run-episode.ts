/** One episode: an agent acts in an environment until it ends. */
import { setImmediate } from "node:timers/promises";
import type { Agent, Env, Episode, Moment, ResetOptions, StepResult } from "../../sim/core/index.ts";
import { createEpisodeRecorder } from "../../sim/index.ts";

export interface RunEpisodeOptions {
  /** Of the environment's reset and of the agent. */
  readonly seed: number;
  /** Passed to the reset. */
  readonly options?: ResetOptions;
  /** Control steps after which the episode is left as it is, neither terminated nor truncated; none unless given. */
  readonly maxSteps?: number;
  /** Records the episode under this scenario hash. */
  readonly record?: { readonly scenarioHash: string };
  /** Called after every control step; awaited, so that a viewer can set the pace. */
  readonly onStep?: (env: Env, result: StepResult, agent: Agent) => void | Promise<void>;
  /** Aborts between two decisions by throwing the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface EpisodeOutcome {
  /** Sum of the rewards of all control steps. */
  readonly return: number;
  /** Control steps. */
  readonly steps: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** Actions that the agent chose. */
  readonly decisions: number;
  /** Present when it was asked for. */
  readonly episode?: Episode;
}

/** Runs one episode of at least one step. Each action is held for the agent's `actionRepeat` control steps, every one of which is rewarded and counted. */
export async function runEpisode(env: Env, agent: Agent, options: RunEpisodeOptions): Promise<EpisodeOutcome> {
  const { seed, signal, onStep, record, maxSteps = Number.POSITIVE_INFINITY } = options;
  const reset = env.reset({ seed, ...(options.options === undefined ? {} : { options: options.options }) });
  const recorder = record === undefined ? null : createEpisodeRecorder(env);
  const header = { scenario: env.id, scenarioHash: record?.scenarioHash ?? "", seed, agent: agent.name };
  recorder?.begin(reset, { ...header, options: options.options });
  let moment: Moment = momentOf(env, reset.observation);
  await agent.begin(moment, seed);
  let total = 0;
  let steps = 0;
  let decisions = 0;
  for (;;) {
    // Agents that only compute would otherwise keep the signal's own event from ever arriving.
    if (decisions % DECISIONS_PER_TURN === 0) await setImmediate();
    signal?.throwIfAborted();
    const action = await agent.act(moment);
    decisions += 1;
    for (let held = 0; held < agent.actionRepeat; held++) {
      const result = env.step(action);
      steps += 1;
      total += result.reward;
      recorder?.record(action, result);
      moment = momentOf(env, result.observation);
      await onStep?.(env, result, agent);
      const { terminated, truncated } = result;
      if (terminated || truncated || steps >= maxSteps) {
        const outcome = { return: total, steps, terminated, truncated, decisions };
        return recorder === null ? outcome : { ...outcome, episode: recorder.finish() };
      }
    }
  }
}

/** Decisions between two turns of the event loop. */
const DECISIONS_PER_TURN = 64;

function momentOf(env: Env, observation: Moment["observation"]): Moment {
  return { observation, snapshot: () => env.snapshot() };
}
