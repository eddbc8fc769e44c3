/** `craik demo`: the whole loop with the viewer open from the first second. `npm start` runs it. */
import { loadScenario } from "../../scenarios/index.ts";
import { type Command, defineCommand } from "../command.ts";
import { type LiveShow, openLiveShow } from "../live/live-show.ts";
import { openBrowser } from "../live/open-browser.ts";
import { showStoredCurves } from "../live/stored-curves.ts";
import { createWatch } from "../live/watch.ts";
import { optional } from "../operand.ts";
import { choice, integer, port, seed, text, toggle } from "../option.ts";
import { episodeSeed } from "../pipeline/context.ts";
import { runInThread } from "../pipeline/engine.ts";
import { type Casting, castingLabel } from "../pipeline/make-agent.ts";
import { stagesOf } from "../pipeline/pipeline.ts";
import { type PreparedRun, prepareRun } from "../pipeline/prepare-run.ts";
import { type ScoreRow, score, scoreTable } from "../pipeline/score.ts";
import type { Progress } from "../progress.ts";
import { formatTable, meanAndStd } from "../table.ts";

interface Demonstrated {
  readonly run: string;
  /** From the start of the command to the table. */
  readonly seconds: number;
  readonly table: readonly Pick<ScoreRow, "agent" | "dynamics" | "returnMean" | "returnStd" | "episodes">[];
}

/** The slowest first, so that two threads end together. */
const CASTINGS: readonly Casting[] = [
  { agent: "cem", dynamics: "true" },
  { agent: "cem", dynamics: "learned" },
  { agent: "controller", dynamics: "learned" },
  { agent: "random", dynamics: "true" },
];
/** Whom the viewer shows when the table is done. */
const STAR: Casting = { agent: "cem", dynamics: "learned" };
const TABLE_ORDER = CASTINGS.toReversed();
const EVALUATION = { id: "evaluate", label: "Evaluate all agents" };
const WORKERS = 2;
const DEFAULT_PORT = 7723;

export const demo: Command = defineCommand({
  name: "demo",
  summary: "the whole loop, from physics to dream, live in the browser",
  operands: { scenario: optional("built-in id, or path of a scenario file; cartpole-swingup unless given") },
  options: {
    open: toggle("--no-open", "start no browser"),
    exit: toggle("--exit", "end after the table instead of keeping the viewer up"),
    preset: choice("--preset <name>", "sizes and schedules", ["fast", "paper"], "fast"),
    device: choice("--device <name>", "where to train", ["auto", "cpu", "webgpu", "cuda"], "cpu"),
    episodes: integer("--episodes <count>", "episodes for each agent in the table", { least: 1, fallback: 3 }),
    seed: seed(),
    port: port(DEFAULT_PORT),
    run: text("--run <folder>", "folder of the run; runs/<scenario>-<n> unless given"),
    resume: toggle("--resume", "go on with a stopped run"),
  },
  async run({ operands, options, progress, signal, publish }): Promise<Demonstrated> {
    const started = performance.now();
    const source = operands.scenario ?? "cartpole-swingup";
    const show = await openLiveShow({ scenario: await loadScenario(source), port: options.port, progress });
    try {
      progress.note(`viewer ${show.url}`);
      if (options.open) openBrowser(show.url);
      const { chooseDevice } = await import("../../worldmodel/index.ts");
      const { device } = await chooseDevice(options.device, { clock: () => performance.now() / 1000 });
      const prepared = await prepareRun({ ...options, device, observe: "state", scenario: source });
      await showStoredCurves(prepared.folder, show);
      const seeds = Array.from({ length: options.episodes }, (_, index) =>
        episodeSeed(prepared.config.seed, "evaluation", index),
      );
      const rows = await runLoop(prepared, show, seeds, progress, signal);
      const table = rows.map(({ agent, dynamics, returnMean, returnStd, episodes }) => ({
        agent,
        dynamics,
        returnMean,
        returnStd,
        episodes,
      }));
      const result = { run: prepared.folder.path, seconds: (performance.now() - started) / 1000, table };
      if (!options.exit) {
        publish(result);
        progress.note(`the viewer stays up at ${show.url}; choose an agent to watch there, Ctrl-C ends it`);
        await watchUntilInterrupted(prepared, show, signal);
      }
      return result;
    } finally {
      await show.close();
    }
  },
  print: ({ run, seconds, table }) => {
    const rows = table.map(({ agent, dynamics, returnMean, returnStd, episodes }) => [
      agent,
      dynamics,
      meanAndStd(returnMean, returnStd),
      String(episodes),
    ]);
    return [
      formatTable(["agent", "dynamics", "return", "episodes"], rows),
      `${seconds.toFixed(0)} s; the run is in ${run}`,
    ].join("\n");
  },
});

async function runLoop(
  { config, folder }: PreparedRun,
  show: LiveShow,
  seeds: readonly number[],
  progress: Progress,
  signal: AbortSignal,
): Promise<readonly ScoreRow[]> {
  show.board.expect([...stagesOf(config.settings.collection.rounds), EVALUATION]);
  show.refresh();
  try {
    await runInThread({ kind: "train", run: folder.path }, show.take, signal);
    show.take({ kind: "stage", ...EVALUATION });
    const scores = await score({
      scenario: config.scenario,
      run: folder,
      castings: CASTINGS,
      seeds,
      workers: WORKERS,
      film: true,
      onMessage: show.take,
      onScore: (known, total) => {
        show.take({
          kind: "progress",
          id: EVALUATION.id,
          fraction: known.length / total,
          detail: `${known.length} of ${total} episodes`,
        });
        show.table(scoreTable(TABLE_ORDER, known));
      },
      signal,
    });
    show.take({ kind: "stageFinished", id: EVALUATION.id, detail: "" });
    return scoreTable(TABLE_ORDER, scores);
  } catch (error) {
    show.board.fail(error instanceof Error ? error.message : String(error));
    show.refresh();
    progress.clear();
    throw error;
  }
}

async function watchUntilInterrupted(
  { config, folder, scenario }: PreparedRun,
  show: LiveShow,
  signal: AbortSignal,
): Promise<void> {
  const watch = createWatch({
    scenario: config.scenario,
    run: folder.path,
    castings: CASTINGS,
    seed: config.seed,
    episodeSecs: scenario.maxSteps * scenario.timestepSecs,
    onMessage: show.take,
    onError: (error) =>
      show.publish({ kind: "notice", level: "error", text: error instanceof Error ? error.message : String(error) }),
    signal,
  });
  show.offer(TABLE_ORDER.map(castingLabel), castingLabel(STAR), watch);
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
