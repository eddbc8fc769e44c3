/** The viewer on a training that goes on: its stages, its curves, and the episodes that it gathers. */
import { stagesOf } from "../pipeline/pipeline.ts";
import type { PreparedRun } from "../pipeline/prepare-run.ts";
import type { Progress } from "../progress.ts";
import { loadWatched } from "../watchdog/load-watched.ts";
import { type LiveShow, openLiveShow } from "./live-show.ts";
import { showStoredCurves } from "./stored-curves.ts";

export interface WatchedTrainingOptions {
  readonly port: number;
  readonly progress: Progress;
}

/** Throws a UsageError when the port is taken. */
export async function openWatchedTraining(
  { config, folder }: PreparedRun,
  { port, progress }: WatchedTrainingOptions,
): Promise<LiveShow> {
  const show = await openLiveShow({ scenario: await loadWatched(config.scenario), port, progress });
  try {
    await showStoredCurves(folder, show);
    show.board.expect(stagesOf(config.settings));
    show.refresh();
    progress.note(`viewer ${show.url}`);
    return show;
  } catch (error) {
    await show.close();
    throw error;
  }
}
