/** Plays episodes of the agent that somebody watches, one after another, each in its own engine thread. */
import { setTimeout as sleep } from "node:timers/promises";
import { episodeSeed } from "../pipeline/context.ts";
import { runInThread } from "../pipeline/engine.ts";
import type { EngineMessage } from "../pipeline/engine-messages.ts";
import { type Casting, castingLabel } from "../pipeline/make-agent.ts";

export interface WatchOptions {
  readonly scenario: string;
  /** Folder of a trained run. */
  readonly run: string | undefined;
  readonly castings: readonly Casting[];
  readonly seed: number;
  /** Length of an episode, so that the next one is ready when this one has been played. */
  readonly episodeSecs: number;
  readonly onMessage: (message: EngineMessage) => void;
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** Returns the function that changes who plays; nobody plays until it is called. */
export function createWatch(options: WatchOptions): (label: string) => void {
  let turn = new AbortController();
  const played = new Map<string, number>();
  const play = async (casting: Casting, signal: AbortSignal): Promise<void> => {
    const label = castingLabel(casting);
    while (!signal.aborted) {
      const index = played.get(label) ?? 0;
      played.set(label, index + 1);
      const started = performance.now();
      // Episodes of their own, behind all that evaluations use.
      const seeds = [episodeSeed(options.seed, "evaluation", 1_000_000 + index)];
      const task = {
        kind: "perform",
        scenario: options.scenario,
        run: options.run,
        casting,
        seeds,
        firstEpisode: index,
        threads: 1,
        film: true,
      } as const;
      await runInThread(task, options.onMessage, signal);
      const restMs = options.episodeSecs * 1000 - (performance.now() - started);
      await sleep(Math.max(0, restMs), undefined, { signal });
    }
  };
  return (label) => {
    const casting = options.castings.find((candidate) => castingLabel(candidate) === label);
    if (!casting) return;
    turn.abort();
    turn = new AbortController();
    const signal = AbortSignal.any([turn.signal, options.signal]);
    play(casting, signal).catch((error: unknown) => {
      if (!signal.aborted) options.onError(error);
    });
  };
}
