/** Scores an agent over several episodes. */
import { type Agent, type Env, type ResetOptions, SpecError, type StepResult } from "../../sim/core/index.ts";
import { type EpisodeOutcome, runEpisode } from "./run-episode.ts";
import { type ReturnStatistics, returnStatistics } from "./statistics.ts";

export interface EvaluateOptions {
  /** One episode for each. */
  readonly seeds: readonly number[];
  readonly options?: ResetOptions;
  /** Milliseconds on a clock that never goes back, such as `() => performance.now()`. Without it no speed is measured. */
  readonly clockMs?: () => number;
  readonly onStep?: (env: Env, result: StepResult, agent: Agent) => void | Promise<void>;
  readonly onEpisode?: (outcome: EpisodeOutcome, index: number) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

export interface Evaluation extends ReturnStatistics {
  readonly agent: string;
  /** In the order of the seeds. */
  readonly returns: readonly number[];
  /** Control steps in all episodes. */
  readonly steps: number;
  /** Decisions per second of the agent's own time, physics apart; null without a clock. */
  readonly decisionsPerSecond: number | null;
}

/** Runs one episode per seed, one after another; all but the speed is deterministic. */
export async function evaluate(env: Env, agent: Agent, options: EvaluateOptions): Promise<Evaluation> {
  const { seeds, clockMs, onEpisode, onStep, ...episodeOptions } = options;
  if (seeds.length === 0) throw new SpecError("evaluate: seeds must be at least one, got none");
  const timed = clockMs === undefined ? null : timedAgent(agent, clockMs);
  const returns: number[] = [];
  let steps = 0;
  let decisions = 0;
  for (const [index, seed] of seeds.entries()) {
    const outcome = await runEpisode(env, timed?.agent ?? agent, {
      ...episodeOptions,
      seed,
      // Whoever watches gets the agent itself, with all that it shows, not the one that is timed.
      ...(onStep === undefined ? {} : { onStep: (world, result) => onStep(world, result, agent) }),
    });
    returns.push(outcome.return);
    steps += outcome.steps;
    decisions += outcome.decisions;
    await onEpisode?.(outcome, index);
  }
  return {
    agent: agent.name,
    returns,
    ...returnStatistics(returns),
    steps,
    decisionsPerSecond: timed === null ? null : (decisions * 1000) / timed.elapsedMs(),
  };
}

export interface TimedAgent {
  readonly agent: Agent;
  /** Time spent in `act` so far. */
  elapsedMs(): number;
}

/** The same agent with a clock on its thinking. */
export function timedAgent(agent: Agent, clockMs: () => number): TimedAgent {
  let elapsed = 0;
  return {
    agent: {
      name: agent.name,
      actionRepeat: agent.actionRepeat,
      begin: (moment, seed) => agent.begin(moment, seed),
      async act(moment) {
        const start = clockMs();
        const action = await agent.act(moment);
        elapsed += clockMs() - start;
        return action;
      },
      dispose: () => agent.dispose(),
    },
    elapsedMs: () => elapsed,
  };
}
