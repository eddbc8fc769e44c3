/** `craik serve`: the viewer on its own, on a trained run or on a scenario. */
import { type Command, defineCommand } from "../command.ts";
import {
  DEFAULT_PORT,
  DEFAULT_SCENARIO,
  STAR_WITHOUT_MODEL,
  shownCastings,
  starOf,
  watchedCastings,
} from "../live/viewing.ts";
import { optional } from "../operand.ts";
import { port, seed } from "../option.ts";
import { needsModel } from "../pipeline/casting.ts";

interface Served {
  readonly url: string;
}

export const serve: Command = defineCommand({
  name: "serve",
  summary: "the viewer on a trained run: curves, results, and its agents to watch",
  operands: { subject: optional("a run's folder or a scenario; the newest run below runs/ unless given") },
  options: { port: port(DEFAULT_PORT), seed: seed("seed of the episodes that are played") },
  async run({ operands, options, progress, signal, publish }): Promise<Served> {
    const { openLiveShow } = await import("../live/live-show.ts");
    const { showStoredCurves } = await import("../live/stored-curves.ts");
    const { playChosen } = await import("../live/watch.ts");
    const { latestRun } = await import("../pipeline/run-numbers.ts");
    const { scoreTable } = await import("../pipeline/score.ts");
    const { runScores } = await import("../pipeline/score-store.ts");
    const { openSubject } = await import("../pipeline/subject.ts");
    const { scenario, source, run } = await openSubject(
      operands.subject ?? (await latestRun(DEFAULT_SCENARIO)) ?? DEFAULT_SCENARIO,
    );
    const { PRESETS } = await import("../pipeline/presets/state.ts");
    const settings = run?.config.settings ?? PRESETS.fast;
    const castings = watchedCastings(settings).filter((casting) => run || !needsModel(casting));
    const show = await openLiveShow({ scenario, port: options.port, progress });
    try {
      if (run) {
        const { stagesOf } = await import("../pipeline/pipeline.ts");
        const stages = stagesOf(run.config.settings);
        show.board.expect(stages);
        for (const { id } of stages) show.board.finish(id, "done");
        show.refresh();
        await showStoredCurves(run.folder, show);
        show.table(scoreTable(shownCastings(settings), await runScores(run.folder).read()));
      }
      const result = { url: show.url };
      publish(result);
      progress.note("Ctrl-C ends it");
      await playChosen(show, {
        scenario: source,
        run: run?.folder.path,
        castings,
        first: run ? starOf(run.config.settings) : STAR_WITHOUT_MODEL,
        seed: options.seed,
        signal,
      });
      return result;
    } finally {
      await show.close();
    }
  },
  print: ({ url }) => url,
});
