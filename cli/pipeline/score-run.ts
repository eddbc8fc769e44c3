/** Scores a run's agents beside their controls, and reads what a run was scored with before. */
import type { ReturnScore } from "../../worldmodel/index.ts";
import { AGENT_NAMES, type Casting, DYNAMICS_NAMES } from "./casting.ts";
import { episodeSeed } from "./context.ts";
import type { OpenedRun, RunFolder } from "./run-folder.ts";
import { type ScoreRequest, score, scoreTable } from "./score.ts";
import { runScores, type Score } from "./score-store.ts";

export interface ScoreRunRequest
  extends Pick<ScoreRequest, "castings" | "workers" | "film" | "onMessage" | "onScore" | "signal"> {
  /** For each casting. */
  readonly episodes: number;
}

const EVERY_CASTING: readonly Casting[] = AGENT_NAMES.flatMap((agent) =>
  DYNAMICS_NAMES.map((dynamics) => ({ agent, dynamics })),
);

/** The table, in the order of the castings. */
export async function scoreRun(
  { folder, config }: OpenedRun,
  { episodes, ...request }: ScoreRunRequest,
): Promise<readonly ReturnScore[]> {
  const scores = await score({
    ...request,
    scenario: config.scenario,
    run: folder,
    store: runScores(folder),
    // The slowest stand last in tables: begun first, so that the threads end together.
    castings: request.castings.toReversed(),
    seeds: Array.from({ length: episodes }, (_, index) => episodeSeed(config.seed, "evaluation", index)),
  });
  return returnsOf(request.castings, scores);
}

/** Everything that a run was ever scored with; nothing where it never was. A SpecError when the scores are damaged. */
export async function readReturns(folder: RunFolder): Promise<readonly ReturnScore[]> {
  return returnsOf(EVERY_CASTING, await runScores(folder).read());
}

/** Without the speed, which no two machines share. */
function returnsOf(castings: readonly Casting[], scores: readonly Score[]): readonly ReturnScore[] {
  return scoreTable(castings, scores).map(({ agent, dynamics, episodes, returnMean, returnStd }) => ({
    ...{ agent, dynamics, episodes, returnMean, returnStd },
  }));
}
