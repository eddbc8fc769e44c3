/** Scores agents over seeds in parallel threads; what is scored is stored at once, so that a stopped evaluation goes on. */
import * as v from "valibot";
import { SpecError } from "../../sim/index.ts";
import { meanAndStdOf } from "../statistics.ts";
import { runInThread } from "./engine.ts";
import type { EngineMessage, PerformedEpisode } from "./engine-messages.ts";
import { AGENT_NAMES, type Casting, DYNAMICS_NAMES, dynamicsLabel } from "./make-agent.ts";
import { type RunFolder, readChecked, writeChecked } from "./run-folder.ts";

/** One episode of one casting. */
export interface Score extends PerformedEpisode, Casting {}

export interface ScoreRow {
  readonly agent: string;
  readonly dynamics: string;
  readonly returnMean: number;
  /** Sample standard deviation; 0 for a single episode. */
  readonly returnStd: number;
  readonly returns: readonly number[];
  readonly episodes: number;
  readonly decisionsPerSecond: number;
}

export interface ScoreRequest {
  readonly scenario: string;
  /** Without a run nothing is stored. */
  readonly run: RunFolder | undefined;
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

/** All scores that were asked for, in the order of castings and seeds. */
export async function score(request: ScoreRequest): Promise<readonly Score[]> {
  const { run, castings, seeds, onScore, onMessage, signal } = request;
  let known = run ? await readScores(run) : [];
  const wanted = castings.flatMap((casting) => seeds.map((seed, episode) => ({ casting, seed, episode })));
  const find = (casting: Casting, seed: number): Score | undefined =>
    known.find((entry) => entry.agent === casting.agent && entry.dynamics === casting.dynamics && entry.seed === seed);
  const waiting = wanted.filter(({ casting, seed }) => !find(casting, seed));
  const gathered = (): readonly Score[] => wanted.flatMap(({ casting, seed }) => find(casting, seed) ?? []);
  let writing: Promise<void> = Promise.resolve();

  const work = async (): Promise<void> => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const { casting, seed, episode } = job;
      const task = {
        kind: "perform",
        scenario: request.scenario,
        run: run?.path,
        casting,
        seeds: [seed],
        firstEpisode: episode,
        threads: 1,
        film: request.film,
      } as const;
      await runInThread(
        task,
        (message) => {
          if (message.kind === "performed") known = [...known, { ...casting, ...message.episode }];
          else onMessage(message);
        },
        signal,
      );
      if (run) {
        writing = writing.then(() => writeChecked(run, known, FILE));
        await writing;
      }
      onScore(gathered(), wanted.length);
    }
  };
  onScore(gathered(), wanted.length);
  await Promise.all(Array.from({ length: Math.max(1, request.workers) }, work));
  return gathered();
}

/** One row per casting that has a score. */
export function scoreTable(castings: readonly Casting[], scores: readonly Score[]): readonly ScoreRow[] {
  return castings.flatMap((casting) => {
    const own = scores.filter((entry) => entry.agent === casting.agent && entry.dynamics === casting.dynamics);
    if (own.length === 0) return [];
    const returns = own.map((entry) => entry.return);
    const { mean, std } = meanAndStdOf(returns);
    const decisions = own.reduce((sum, entry) => sum + entry.decisions, 0);
    const seconds = own.reduce((sum, entry) => sum + entry.thinkingSecs, 0);
    return [
      {
        agent: casting.agent,
        dynamics: dynamicsLabel(casting),
        returnMean: mean,
        returnStd: std ?? 0,
        returns,
        episodes: own.length,
        decisionsPerSecond: seconds > 0 ? decisions / seconds : 0,
      },
    ];
  });
}
