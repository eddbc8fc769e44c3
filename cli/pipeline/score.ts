/** Scores agents over seeds in parallel threads; what is scored is stored at once, so that a stopped evaluation goes on. */
import * as v from "valibot";
import { meanAndStd } from "../../agents/index.ts";
import { SpecError } from "../../sim/index.ts";
import { AGENT_NAMES, type Casting, DYNAMICS_NAMES, dynamicsLabel, sameCasting } from "./casting.ts";
import type { EngineMessage, PerformedEpisode } from "./engine-messages.ts";
import { createJobQueue, type Job } from "./job-queue.ts";
import { openPerformer } from "./performer.ts";
import { type RunFolder, readChecked, writeChecked } from "./run-folder.ts";

/** One episode of one casting. */
export interface Score extends PerformedEpisode, Casting {}

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
  /** Without a run nothing is stored. */
  readonly run: RunFolder | undefined;
  /** Temperature of the run's dream, in which agents act in place of the true scenario; such scores are not stored. */
  readonly dream?: number | undefined;
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

const FILE = "evaluation.json";

const stored: v.GenericSchema<readonly Score[]> = v.array(
  v.object({
    agent: v.picklist(AGENT_NAMES),
    dynamics: v.picklist(DYNAMICS_NAMES),
    seed: v.number(),
    return: v.number(),
    steps: v.number(),
    decisions: v.number(),
    thinkingSecs: v.number(),
  }),
);

/** Scores of a run so far; none where it was never evaluated. A SpecError when the file was altered. */
export async function readScores(run: RunFolder): Promise<readonly Score[]> {
  const data = await readChecked(run, FILE);
  if (data === undefined) return [];
  const result = v.safeParse(stored, data);
  if (!result.success) throw new SpecError(`${run.file(FILE)}: must hold scores, got ${result.issues[0].message}`);
  return result.output;
}

/**
 * All scores that were asked for, in the order of castings and seeds. The first failure stops all threads and is thrown, as is the
 * signal's reason.
 */
export async function score(request: ScoreRequest): Promise<readonly Score[]> {
  const { castings, seeds, dream, onScore } = request;
  const run = dream === undefined ? request.run : undefined;
  let known = run ? await readScores(run) : [];
  const wanted = castings.flatMap((casting) => seeds.map((seed, episode) => ({ casting, seed, episode })));
  const find = ({ casting, seed }: Job): Score | undefined =>
    known.find((entry) => sameCasting(entry, casting) && entry.seed === seed);
  const gathered = (): readonly Score[] => wanted.flatMap((job) => find(job) ?? []);
  const waiting = wanted.filter((job) => !find(job));
  const jobs = createJobQueue(waiting);
  let writing: Promise<void> = Promise.resolve();
  const keep = async (casting: Casting, episode: PerformedEpisode): Promise<void> => {
    known = [...known, { ...casting, ...episode }];
    if (run) {
      writing = writing.then(() => writeChecked(run, known, FILE));
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
        dream,
        casting,
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
