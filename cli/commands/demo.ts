/** `craik demo`: the whole loop with the viewer open from the first second. `npm start` runs it. */
import type { ReturnScore } from "../../worldmodel/index.ts";
import { type Command, defineCommand } from "../command.ts";
import { DEFAULT_PORT, DEFAULT_SCENARIO } from "../live/viewing.ts";
import { optional } from "../operand.ts";
import { choice, integer, port, seed, text, toggle } from "../option.ts";
import { PRESET_NAMES } from "../pipeline/run-words.ts";
import { formatScores } from "../table.ts";

interface Demonstrated {
  readonly run: string;
  /** From the start of the command to the table. */
  readonly seconds: number;
  /** The controls among them. */
  readonly table: readonly ReturnScore[];
}

export const demo: Command = defineCommand({
  name: "demo",
  summary: "the whole loop, from physics to dream, live in the browser",
  operands: { scenario: optional(`built-in id, or path of a scenario file; ${DEFAULT_SCENARIO} unless given`) },
  options: {
    open: toggle("--no-open", "start no browser"),
    exit: toggle("--exit", "end after the table instead of keeping the viewer up"),
    preset: choice("--preset <name>", "sizes and schedules", PRESET_NAMES, "fast"),
    device: choice("--device <name>", "where to train", ["auto", "cpu", "webgpu", "cuda"], "cpu"),
    episodes: integer("--episodes <count>", "episodes for each agent in the table", { least: 1, fallback: 3 }),
    seed: seed(),
    port: port(DEFAULT_PORT),
    run: text("--run <folder>", "folder of the run; runs/<scenario>-<n> unless given"),
    resume: toggle("--resume", "go on with a stopped run, with the settings that it was begun with"),
  },
  async run({ operands, options, given, progress, signal, publish }): Promise<Demonstrated> {
    const { openLiveShow } = await import("../live/live-show.ts");
    const { openBrowser } = await import("../live/open-browser.ts");
    const { playOn, runLoop } = await import("../live/run-loop.ts");
    const { describeDevice, prepareRun } = await import("../pipeline/prepare-run.ts");
    const { loadWatched } = await import("../watchdog/load-watched.ts");
    const started = performance.now();
    const source = operands.scenario ?? DEFAULT_SCENARIO;
    const show = await openLiveShow({ scenario: await loadWatched(source), port: options.port, progress });
    try {
      progress.note(`viewer ${show.url}`);
      if (options.open) openBrowser(show.url);
      const prepared = await prepareRun({ ...options, given, observe: "state", scenario: source });
      progress.note(`run ${prepared.folder.path}, ${describeDevice(prepared.config)}`);
      const table = await runLoop(prepared, { show, episodes: options.episodes, progress, signal });
      const result = { run: prepared.folder.path, seconds: (performance.now() - started) / 1000, table };
      if (!options.exit) {
        publish(result);
        progress.note(`the viewer stays up at ${show.url}; choose an agent to watch there, Ctrl-C ends it`);
        await playOn(prepared, show, signal);
      }
      return result;
    } finally {
      await show.close();
    }
  },
  print: ({ run, seconds, table }) => `${formatScores(table)}\n${seconds.toFixed(0)} s; the run is in ${run}`,
});
