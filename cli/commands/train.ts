/** `craik train`: explores, trains V and M, evolves C, and leaves a run folder. */
import type { HeldOutScores, ReturnScore } from "../../worldmodel/index.ts";
import { type Command, defineCommand } from "../command.ts";
import { DEFAULT_PORT } from "../live/viewing.ts";
import { required } from "../operand.ts";
import { choice, integer, optionalChoice, optionalInteger, port, seed, text, toggle } from "../option.ts";
import type { EngineMessage } from "../pipeline/engine-messages.ts";
import { EVOLUTION_PLACES, GATHERERS, PRESET_NAMES, SEARCH_KINDS } from "../pipeline/run-words.ts";
import { formatScores, formatTable } from "../table.ts";

interface Trained {
  /** The run's folder. */
  readonly run: string;
  readonly device: string;
  /** Control steps in the true scenario: those that V and M were trained on, and those in which C's candidates were scored. */
  readonly envSteps: number;
  readonly seconds: number;
  /** Last losses of V, of M, or an ensemble's first member, and of C. */
  readonly vae: Readonly<Record<string, number>>;
  readonly rnn: Readonly<Record<string, number>>;
  readonly actor: Readonly<Record<string, number>>;
  readonly controller: Readonly<Record<string, number>>;
  /** The model on held-out episodes, beside what takes no model; null where nothing was trained. */
  readonly heldOut: HeldOutScores | null;
  /** Returns in the true scenario, the controls among them. */
  readonly scores: readonly ReturnScore[];
}

/** Threads that play the episodes of the scores. */
const WORKERS = 2;

export const train: Command = defineCommand({
  name: "train",
  summary: "train a world model on a scenario: collect, V, M and C",
  operands: { scenario: required("built-in id, or path of a scenario file") },
  options: {
    observe: choice("--observe <modality>", "what V sees", ["state", "pixels"], "state"),
    preset: choice("--preset <name>", "sizes and schedules", PRESET_NAMES, "fast"),
    device: choice("--device <name>", "where to train", ["auto", "cpu", "webgpu", "cuda"], "auto"),
    repeat: optionalInteger(
      "--repeat <steps>",
      "control steps for which each action is held: a decision, in which horizons are counted; the preset's",
      {
        least: 1,
      },
    ),
    explore: optionalInteger("--explore <episodes>", "episodes of Brownian exploration to begin with; the preset's", {
      least: 1,
    }),
    rounds: optionalInteger("--rounds <count>", "times to gather with the model so far and train on; the preset's", {
      least: 0,
    }),
    gather: optionalChoice("--gather <agent>", "who gathers in a round; the preset's unless given", GATHERERS),
    ensemble: optionalInteger("--ensemble <members>", "Ms to train apart, for what they disagree about; the preset's", {
      least: 1,
    }),
    evolve: optionalChoice(
      "--evolve <where>",
      "where C's candidates are scored: dreams, the true scenario, dreams with checks in it; the preset's",
      EVOLUTION_PLACES,
    ),
    search: optionalChoice("--search <kind>", "what CMA-ES learns: full or separable; the preset's", SEARCH_KINDS),
    restarts: optionalInteger("--restarts <count>", "restarts of CMA-ES with twice the population; the preset's", {
      least: 0,
    }),
    seed: seed(),
    episodes: integer("--episodes <count>", "episodes in which each agent and each control is scored; 0 scores none", {
      least: 0,
      fallback: 3,
    }),
    run: text("--run <folder>", "folder of the run; runs/<scenario>-<n> unless given"),
    resume: toggle("--resume", "go on with a stopped run, with the settings that it was begun with"),
    view: toggle("--view", "serve the viewer meanwhile: stages, curves, and the episodes that are gathered"),
    port: port(DEFAULT_PORT),
  },
  async run({ operands, options, given, progress, signal }): Promise<Trained> {
    const { startEngine } = await import("../pipeline/engine.ts");
    const { describeDevice, prepareRun } = await import("../pipeline/prepare-run.ts");
    const { runCastings } = await import("../pipeline/casting.ts");
    const { memberNames } = await import("../../worldmodel/index.ts");
    const { scoreRun } = await import("../pipeline/score-run.ts");
    const prepared = await prepareRun({ ...options, given, scenario: operands.scenario });
    const { folder, config } = prepared;
    progress.note(`run ${folder.path}, ${describeDevice(config)}`);
    const started = performance.now();
    const { openWatchedTraining } = await import("../live/watched-training.ts");
    const show = options.view ? await openWatchedTraining(prepared, { port: options.port, progress }) : undefined;
    const inTerminal = (message: EngineMessage): void => {
      if (message.kind === "stage") progress.start(message.label, 1);
      if (message.kind === "progress") progress.update(message.fraction, message.detail);
      if (message.kind === "stageFinished") progress.finish(message.detail);
      if (message.kind === "note") progress.note(message.line);
    };
    const summary = await startEngine(
      { kind: "train", run: folder.path },
      show?.take ?? inTerminal,
      signal,
    ).ended.finally(() => show?.close());
    const { episodes } = options;
    const scored = async (): Promise<readonly ReturnScore[]> => {
      const castings = runCastings(config.settings);
      progress.start("score agents and controls", castings.length * episodes);
      const table = await scoreRun(prepared, {
        castings,
        episodes,
        workers: WORKERS,
        film: false,
        onMessage: () => undefined,
        onScore: (known) => progress.update(known.length),
        signal,
      });
      progress.finish();
      return table;
    };
    const metrics = summary?.metrics ?? {};
    return {
      run: folder.path,
      device: config.device,
      envSteps: summary?.envSteps ?? 0,
      seconds: (performance.now() - started) / 1000,
      vae: part(metrics, "vae"),
      rnn: part(metrics, memberNames(config.settings.rnn.ensemble)[0]),
      actor: part(metrics, "actor"),
      controller: part(metrics, "controller"),
      heldOut: summary?.heldOut ?? null,
      scores: episodes > 0 ? await scored() : [],
    };
  },
  print: ({ run, envSteps, seconds, vae, rnn, actor, controller, heldOut, scores }) => {
    const rows = Object.entries({ vae, rnn, actor, controller }).flatMap(([name, metrics]) =>
      Object.entries(metrics).map(([metric, value]) => [`${name} ${metric}`, value.toPrecision(4)]),
    );
    return [
      formatTable(["metric", "last value"], rows),
      ...(heldOut ? ["", formatHeldOut(heldOut)] : []),
      ...(scores.length > 0 ? ["", formatScores(scores)] : []),
      `${envSteps} environment steps, ${seconds.toFixed(0)} s, in ${run}`,
    ].join("\n");
  },
});

function formatHeldOut({ samples, ...scores }: HeldOutScores): string {
  const of = ({ relativeRms }: HeldOutScores["reconstruction"]): string => relativeRms?.toFixed(3) ?? "–";
  const { nextLatent } = scores;
  return formatTable(
    ["on held-out episodes", "model", "without one"],
    [
      ["reconstruction, error / spread", of(scores.reconstruction), "1 (mean observation)"],
      ["next observation, error / spread", of(scores.nextObservation), `${of(scores.lastObservation)} (last one)`],
      [
        `dreams of ${samples.horizon} decisions, error / spread`,
        of(scores.dreamedObservation),
        `${of(scores.firstObservation)} (first one)`,
      ],
      ["next z, nats per dimension", nextLatent.nll.toFixed(3), `${nextLatent.untrainedNll.toFixed(3)} (untrained M)`],
    ],
  );
}

/** The metrics under one prefix, without it. */
function part(metrics: Readonly<Record<string, number>>, prefix: string): Readonly<Record<string, number>> {
  const own = Object.entries(metrics).filter(([name]) => name.startsWith(`${prefix}/`));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length + 1), value]));
}
