/** `craik serve`: the viewer on its own, on a trained run or on a scenario. */
import { type Command, defineCommand } from "../command.ts";
import { openLiveShow } from "../live/live-show.ts";
import { showStoredCurves } from "../live/stored-curves.ts";
import { createWatch } from "../live/watch.ts";
import { optional } from "../operand.ts";
import { port, seed } from "../option.ts";
import { type Casting, castingLabel, needsModel } from "../pipeline/make-agent.ts";
import { latestRun } from "../pipeline/prepare-run.ts";
import { readScores, scoreTable } from "../pipeline/score.ts";
import { openSubject } from "../pipeline/subject.ts";

interface Served {
  readonly url: string;
}

const CASTINGS: readonly Casting[] = [
  { agent: "random", dynamics: "true" },
  { agent: "controller", dynamics: "learned" },
  { agent: "cem", dynamics: "learned" },
  { agent: "cem", dynamics: "true" },
];
const DEFAULT_SCENARIO = "cartpole-swingup";
const DEFAULT_PORT = 7723;

export const serve: Command = defineCommand({
  name: "serve",
  summary: "the viewer on a trained run: curves, results, and its agents to watch",
  operands: { subject: optional("a run's folder or a scenario; the newest run below runs/ unless given") },
  options: { port: port(DEFAULT_PORT), seed: seed("seed of the episodes that are played") },
  async run({ operands, options, progress, signal, publish }): Promise<Served> {
    const subject = await openSubject(operands.subject ?? (await latestRun(DEFAULT_SCENARIO)) ?? DEFAULT_SCENARIO);
    const { scenario, run } = subject;
    const castings = CASTINGS.filter((casting) => run || !needsModel(casting));
    const show = await openLiveShow({ scenario, port: options.port, progress });
    try {
      if (run) {
        await showStoredCurves(run.folder, show);
        show.table(scoreTable(castings, await readScores(run.folder)));
      }
      const watch = createWatch({
        scenario: subject.source,
        run: run?.folder.path,
        castings,
        seed: options.seed,
        episodeSecs: scenario.maxSteps * scenario.timestepSecs,
        onMessage: show.take,
        onError: (error) =>
          show.publish({
            kind: "notice",
            level: "error",
            text: error instanceof Error ? error.message : String(error),
          }),
        signal,
      });
      const star: Casting = run ? { agent: "cem", dynamics: "learned" } : { agent: "random", dynamics: "true" };
      show.offer(castings.map(castingLabel), castingLabel(star), watch);
      const result = { url: show.url };
      publish(result);
      progress.note("Ctrl-C ends it");
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      return result;
    } finally {
      await show.close();
    }
  },
  print: ({ url }) => url,
});
