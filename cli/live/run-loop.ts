/** The loop of `craik demo`: trains a run, scores all agents with it, and lets them play on, all of it in the viewer. */
import type { ReturnScore } from "../../worldmodel/index.ts";
import { startEngine } from "../pipeline/engine.ts";
import { stagesOf } from "../pipeline/pipeline.ts";
import type { PreparedRun } from "../pipeline/prepare-run.ts";
import { scoreTable } from "../pipeline/score.ts";
import { scoreRun } from "../pipeline/score-run.ts";
import type { Progress } from "../progress.ts";
import type { LiveShow } from "./live-show.ts";
import { showStoredCurves } from "./stored-curves.ts";
import { shownCastings, starOf, watchedCastings } from "./viewing.ts";
import { playChosen } from "./watch.ts";

export interface LoopOptions {
  readonly show: LiveShow;
  /** For each agent in the table. */
  readonly episodes: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const EVALUATION = { id: "evaluate", label: "Evaluate all agents" };
const WORKERS = 2;

/** Goes on from where the run is; the table of the agents' scores. */
export async function runLoop(
  run: PreparedRun,
  { show, episodes, progress, signal }: LoopOptions,
): Promise<readonly ReturnScore[]> {
  const { config, folder } = run;
  const castings = shownCastings(config.settings);
  await showStoredCurves(folder, show);
  show.board.expect([...stagesOf(config.settings), EVALUATION]);
  show.refresh();
  try {
    await startEngine({ kind: "train", run: folder.path }, show.take, signal).ended;
    show.take({ kind: "stage", ...EVALUATION });
    const table = await scoreRun(run, {
      castings,
      episodes,
      workers: WORKERS,
      film: true,
      onMessage: show.take,
      onScore: (known, total) => {
        const detail = `${known.length} of ${total} episodes`;
        show.take({ kind: "progress", id: EVALUATION.id, fraction: known.length / total, detail });
        show.table(scoreTable(castings, known));
      },
      signal,
    });
    show.take({ kind: "stageFinished", id: EVALUATION.id, detail: "" });
    return table;
  } catch (error) {
    show.board.fail(error instanceof Error ? error.message : String(error));
    show.refresh();
    progress.clear();
    throw error;
  }
}

/** Lets the trained agents play for who watches, until the signal aborts. */
export async function playOn({ config, folder }: PreparedRun, show: LiveShow, signal: AbortSignal): Promise<void> {
  const { scenario, seed, settings } = config;
  const castings = watchedCastings(settings);
  await playChosen(show, { scenario, run: folder.path, castings, first: starOf(settings), seed, signal });
}
