/** Scores agents over seeds in parallel threads; what is scored is stored at once, so that a stopped evaluation goes on. */
import { meanAndStd } from "../../agents/index.ts";
import type { Controller } from "../../worldmodel/index.ts";
import { type Casting, dynamicsLabel, sameCasting } from "./casting.ts";
import type { ChosenPlanner } from "./chosen-planner.ts";
import type { EngineMessage, PerformedEpisode } from "./engine-messages.ts";
import { createJobQueue, type Job } from "./job-queue.ts";
import { openPerformer } from "./performer.ts";
import type { RunFolder } from "./run-folder.ts";
import type { Score, ScoreStore } from "./score-store.ts";

export interface ScoreRow {
  readonly agent: string;
  readonly dynamics: string;
  readonly returnMean: number;
  /** Sample standard deviation; null for a single episode. */
  readonly returnStd: number | null;
  readonly returns: readonly number[];
  readonly episodes: number;
  readonly decisionsPerSecond: number;
}

export interface ScoreRequest {
  readonly scenario: string;
  readonly run: RunFolder | undefined;
  /** Temperature of the run's dream, in which agents act in place of the true scenario. */
  readonly dream?: number | undefined;
  /** In place of the run's settings for the planner of this name. */
  readonly planner?: ChosenPlanner | undefined;
  /** In place of the run's own controller of a trained M. */
  readonly controller?: Controller | undefined;
  /** Keeps every score as soon as it is played; without one nothing is kept. */
  readonly store: ScoreStore | undefined;
  readonly castings: readonly Casting[];
  readonly seeds: readonly number[];
  /** Threads that play episodes at the same time. */
  readonly workers: number;
  readonly film: boolean;
  readonly onMessage: (message: EngineMessage) => void;
  /** Called after every episode. */
  readonly onScore: (scores: readonly Score[], total: number) => void;
  readonly signal: AbortSignal;
}

/**
 * All scores that were asked for, in the order of castings and seeds. The first failure stops all threads and is thrown, as is the
 * signal's reason.
 */
export async function score(request: ScoreRequest): Promise<readonly Score[]> {
  const { castings, seeds, store, onScore } = request;
  let known = (await store?.read()) ?? [];
  const wanted = castings.flatMap((casting) => seeds.map((seed, episode) => ({ casting, seed, episode })));
  const find = ({ casting, seed }: Job): Score | undefined =>
    known.find((entry) => sameCasting(entry, casting) && entry.seed === seed);
  const gathered = (): readonly Score[] => wanted.flatMap((job) => find(job) ?? []);
  const waiting = wanted.filter((job) => !find(job));
  const jobs = createJobQueue(waiting);
  let writing: Promise<void> = Promise.resolve();
  const keep = async (casting: Casting, episode: PerformedEpisode): Promise<void> => {
    known = [...known, { ...casting, ...episode }];
    if (store) {
      writing = writing.then(() => store.write(known));
      await writing;
    }
    onScore(gathered(), wanted.length);
  };

  const failure = new AbortController();
  const signal = AbortSignal.any([request.signal, failure.signal]);
  const work = async (): Promise<void> => {
    for (let first = jobs.takeAny(); first; first = jobs.takeAny()) {
      const { casting } = first;
      const task = {
        scenario: request.scenario,
        run: request.run?.path,
        dream: request.dream,
        casting,
        planner: request.planner,
        controller: request.controller,
        threads: 1,
        film: request.film,
      };
      const performer = openPerformer(task, request.onMessage, signal);
      try {
        for (let job: Job | undefined = first; job; job = jobs.takeOf(casting))
          await keep(casting, await performer.play(job.seed, job.episode));
      } finally {
        await performer.close();
      }
    }
  };
  onScore(gathered(), wanted.length);
  const workers = Array.from({ length: Math.min(request.workers, waiting.length) }, () =>
    // The first error is the reason with which the other threads are stopped, and what is thrown in the end.
    work().catch((error: unknown) => failure.abort(error)),
  );
  await Promise.all(workers);
  signal.throwIfAborted();
  return gathered();
}

/** One row per casting that has a score. */
export function scoreTable(castings: readonly Casting[], scores: readonly Score[]): readonly ScoreRow[] {
  return castings.flatMap((casting) => {
    const own = scores.filter((entry) => sameCasting(entry, casting));
    if (own.length === 0) return [];
    const returns = own.map((entry) => entry.return);
    const { mean, std } = meanAndStd(returns);
    const decisions = own.reduce((sum, entry) => sum + entry.decisions, 0);
    const seconds = own.reduce((sum, entry) => sum + entry.thinkingSecs, 0);
    return [
      {
        agent: casting.agent,
        dynamics: dynamicsLabel(casting),
        returnMean: mean,
        returnStd: std,
        returns,
        episodes: own.length,
        decisionsPerSecond: seconds > 0 ? decisions / seconds : 0,
      },
    ];
  });
}
