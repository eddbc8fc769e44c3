/** Plays episodes of the agent that somebody watches, one after another, in one engine thread for each choice. */
import { setTimeout as sleep } from "node:timers/promises";
import { type Casting, castingLabel } from "../pipeline/casting.ts";
import { episodeSeed } from "../pipeline/context.ts";
import { openPerformer } from "../pipeline/performer.ts";
import { untilAborted } from "../until-aborted.ts";
import type { LiveShow } from "./live-show.ts";

export interface WatchOptions {
  /** Built-in id or path. */
  readonly scenario: string;
  /** Folder of a trained run. */
  readonly run: string | undefined;
  readonly castings: readonly Casting[];
  /** Who plays until somebody chooses. */
  readonly first: Casting;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** Between two looks at whether another episode is wanted. */
const LOOK_MS = 100;
/** Episodes of their own, behind all that evaluations use. */
const FIRST_SEED = 1_000_000;

/**
 * Offers the castings in the viewer and plays the chosen one, never more than an episode ahead of what is shown.
 * Resolves when the signal has aborted and the last thread that played has ended.
 */
export async function playChosen(show: LiveShow, options: WatchOptions): Promise<void> {
  const { scenario, run, castings, first, seed } = options;
  const played = new Map<string, number>();
  const playing = new Set<Promise<void>>();
  const play = async (casting: Casting, signal: AbortSignal): Promise<void> => {
    const label = castingLabel(casting);
    const performer = openPerformer({ scenario, run, casting, threads: 1, film: true }, show.take, signal);
    try {
      for (;;) {
        while (!show.wantsEpisode) await sleep(LOOK_MS, undefined, { signal });
        const episode = played.get(label) ?? 0;
        played.set(label, episode + 1);
        await performer.play(episodeSeed(seed, "evaluation", FIRST_SEED + episode), episode);
      }
    } finally {
      await performer.close();
    }
  };
  let turn = new AbortController();
  const watch = (label: string): void => {
    const casting = castings.find((candidate) => castingLabel(candidate) === label);
    if (!casting) return;
    turn.abort();
    turn = new AbortController();
    const signal = AbortSignal.any([turn.signal, options.signal]);
    const turns = play(casting, signal)
      .catch((error: unknown) => {
        if (signal.aborted) return;
        show.publish({ kind: "notice", level: "error", text: error instanceof Error ? error.message : String(error) });
      })
      .finally(() => playing.delete(turns));
    playing.add(turns);
  };
  show.offer(castings.map(castingLabel), castingLabel(first), watch);
  await untilAborted(options.signal);
  // A process that exits while one of them is inside ONNX Runtime is aborted.
  await Promise.all(playing);
}
