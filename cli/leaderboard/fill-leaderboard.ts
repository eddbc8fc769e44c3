/** Plays what a leaderboard lacks, and makes its rows. */
import { type MeanDifference, pairedDifference, type ReturnStatistics, returnStatistics } from "../../agents/index.ts";
import { scenarioHash, UsageError } from "../../sim/index.ts";
import { type AgentName, type Casting, sameCasting } from "../pipeline/casting.ts";
import { episodeSeed } from "../pipeline/context.ts";
import { environmentSteps } from "../pipeline/environment-steps.ts";
import { plansAlike } from "../pipeline/planner-settings.ts";
import type { EvolutionPlace } from "../pipeline/run-words.ts";
import { score, scoreTable } from "../pipeline/score.ts";
import { type Score, subjectScores } from "../pipeline/score-store.ts";
import type { Subject } from "../pipeline/subject.ts";
import { type Entry, lineUp, oracleOf } from "./line-up.ts";
import { type PublishedScore, publishedScores } from "./published-scores.ts";

export interface LeaderboardRow extends Casting, ReturnStatistics {
  /** Folder of the run with whose model or settings it was played; null without one. */
  readonly run: string | null;
  /** Where a controller evolved; null for others. */
  readonly evolvedIn: EvolutionPlace | null;
  /** In the order of the seeds. */
  readonly returns: readonly number[];
  /** Control steps in the true scenario that training took; 0 where nothing was trained, as for planners in the true physics that ask no critic. */
  readonly environmentSteps: number;
  readonly decisionsPerSecond: number;
  /** Return of the same agent in the true physics less its return here, seed by seed; null where none plans there with the same settings. */
  readonly planningRegret: MeanDifference | null;
}

export interface Leaderboard {
  readonly scenario: string;
  readonly scenarioHash: string;
  readonly seed: number;
  /** Of each row, with the same seeds. */
  readonly episodes: number;
  readonly rows: readonly LeaderboardRow[];
  readonly published: readonly PublishedScore[];
}

export interface LeaderboardRequest {
  /** Runs, or a scenario, all of the same one; at least one. */
  readonly subjects: readonly Subject[];
  readonly agents: readonly AgentName[];
  /** Whether they act with models, in the true physics, or each in both. */
  readonly dynamics: readonly ("learned" | "true")[];
  readonly episodes: number;
  readonly seed: number;
  readonly workers: number;
  /** Keeps the scores that no run keeps, where it is named. */
  readonly scoresFile: string | undefined;
  /** Called after every episode. */
  readonly onScore: (done: number, total: number, last: Score | undefined) => void;
  readonly signal: AbortSignal;
}

/** A UsageError where the subjects are of several scenarios, or nobody can play. */
export async function fillLeaderboard(request: LeaderboardRequest): Promise<Leaderboard> {
  const { subjects, episodes, seed } = request;
  const hash = await requireOneScenario(subjects);
  const entries = lineUp(request.agents, request.dynamics, subjects);
  const [first] = subjects;
  if (first === undefined || entries.length === 0)
    throw new UsageError(
      `agents ${request.agents.join(", ")} need a trained run, got the scenario ${first?.scenario.id ?? "of none"}`,
    );
  const scores = await playAll(entries, request);
  const rows: LeaderboardRow[] = [];
  for (const entry of entries) rows.push(await rowOf(entry, scores, subjects));
  const { id } = first.scenario;
  return { scenario: id, scenarioHash: hash, seed, episodes, rows, published: publishedScores(id) };
}

type Scores = ReadonlyMap<Subject, readonly Score[]>;

async function playAll(entries: readonly Entry[], request: LeaderboardRequest): Promise<Scores> {
  const { subjects, episodes, seed, workers, scoresFile, onScore, signal } = request;
  const seeds = Array.from({ length: episodes }, (_, index) => episodeSeed(seed, "evaluation", index));
  const scores = new Map<Subject, readonly Score[]>();
  let before = 0;
  for (const subject of subjects) {
    const castings = entries.filter((entry) => entry.subject === subject).map(({ casting }) => casting);
    if (castings.length === 0) continue;
    const played = await score({
      scenario: subject.source,
      run: subject.run?.folder,
      store: await subjectScores(subject, { file: scoresFile }),
      // Those in the true physics, which are slow, come last: begun first, so that the threads end together.
      castings: castings.toReversed(),
      seeds,
      workers,
      film: false,
      onMessage: () => undefined,
      onScore: (known) => onScore(before + known.length, entries.length * episodes, known.at(-1)),
      signal,
    });
    before += played.length;
    scores.set(subject, played);
  }
  return scores;
}

async function rowOf(entry: Entry, scores: Scores, subjects: readonly Subject[]): Promise<LeaderboardRow> {
  const { casting, subject } = entry;
  const { run } = subject;
  const [row] = scoreTable([casting], scores.get(subject) ?? []);
  if (!row) throw new UsageError("leaderboard: at least one episode required");
  const { returns, decisionsPerSecond } = row;
  const comparable = casting.dynamics === "learned" && run && plansAlike(casting.agent, run.config);
  const oracle = comparable ? oracleReturns(entry, scores, subjects) : [];
  return {
    ...casting,
    run: run?.folder.path ?? null,
    evolvedIn: run && casting.agent === "controller" ? run.config.settings.controller.evolveIn : null,
    ...returnStatistics(returns),
    returns,
    environmentSteps: await environmentSteps(run, casting),
    decisionsPerSecond,
    planningRegret: oracle.length === 0 ? null : pairedDifference(oracle, returns),
  };
}

/** Returns of the same agent in the true physics, by seed; none where it does not stand in the leaderboard. */
function oracleReturns({ casting, subject }: Entry, scores: Scores, subjects: readonly Subject[]): readonly number[] {
  const oracle: Casting = { agent: casting.agent, dynamics: "true" };
  const played = scores.get(oracleOf(subject, subjects)) ?? [];
  return played.filter((one) => sameCasting(one, oracle)).map((one) => one.return);
}

async function requireOneScenario([first, ...others]: readonly Subject[]): Promise<string> {
  if (first === undefined) throw new UsageError("leaderboard: at least one run or scenario required");
  const hash = await scenarioHash(first.scenario);
  for (const other of others) {
    if ((await scenarioHash(other.scenario)) !== hash)
      throw new UsageError(
        `${nameOf(other)}: must be of the scenario ${first.scenario.id}, as ${nameOf(first)} is, got ${other.scenario.id}`,
      );
  }
  return hash;
}

function nameOf({ run, source }: Subject): string {
  return run?.folder.path ?? source;
}
