/** `craik evaluate`: scores one agent in the true scenario, or in the dream of a run. */
import type { ReturnStatistics } from "../../agents/index.ts";
import { UsageError } from "../../sim/core/errors.ts";
import { type Command, defineCommand } from "../command.ts";
import { required } from "../operand.ts";
import { choice, integer, optionalNumber, seed, text } from "../option.ts";
import {
  AGENT_NAMES,
  type Casting,
  castingLabel,
  controlsOf,
  DYNAMICS_NAMES,
  needsModel,
  requireCasting,
} from "../pipeline/casting.ts";
import type { ChosenPlanner } from "../pipeline/chosen-planner.ts";
import { AGENT_OF_PRESET, plannerPreset, plannerSetting } from "../pipeline/planner-words.ts";
import { formatInterval, formatMeanAndStd, formatTable } from "../table.ts";

interface Score extends Casting, ReturnStatistics {
  /** In the order of the seeds. */
  readonly returns: readonly number[];
  readonly decisionsPerSecond: number;
}

interface Evaluated extends Score {
  /** Its id. */
  readonly scenario: string;
  readonly in: "true" | "dream";
  /** τ of the dream; null in the true scenario. */
  readonly temperature: number | null;
  /** What plans with settings other than the run's; null where nothing does. */
  readonly planner: ChosenPlanner | null;
  /** Control steps in the true scenario that training took; 0 where nothing that was trained is used. */
  readonly environmentSteps: number;
  /** What must stand beside a result of the learned model: an untrained M, and z only; empty for others. */
  readonly controls: readonly Score[];
}

/** Options that say what a decision costs. */
const SIZES = ["candidates", "simulations", "horizon", "iterations"];

export const evaluate: Command = defineCommand({
  name: "evaluate",
  summary: "score an agent in the true scenario or in a run's dream, a learned model's beside its controls",
  operands: { subject: required("a run's folder, a built-in id, or path of a scenario file") },
  options: {
    agent: choice("--agent <name>", "who acts", AGENT_NAMES, "icem"),
    dynamics: choice("--dynamics <name>", "what it plans in or reads", DYNAMICS_NAMES, "learned"),
    planner: plannerPreset,
    set: plannerSetting,
    in: choice("--in <world>", "where it acts", ["true", "dream"], "true"),
    temperature: optionalNumber("--temperature <number>", "how uncertain the dream is; 1, as M is, unless given", {
      wanted: "a number above 0",
      fits: (value) => value > 0,
    }),
    episodes: integer("--episodes <count>", "episodes, each with a seed of its own", { least: 1, fallback: 10 }),
    seed: seed(),
    workers: integer("--workers <count>", "episodes played at the same time", { least: 1, most: 64, fallback: 2 }),
    out: text("--out <file>", "keeps the scores that no run keeps, of a scenario or in a dream, and goes on with them"),
  },
  async run({ operands, options, given, progress, signal }): Promise<Evaluated> {
    const { episodeSeed } = await import("../pipeline/context.ts");
    const { returnStatistics } = await import("../../agents/index.ts");
    const { score, scoreTable } = await import("../pipeline/score.ts");
    const { chosenPlanner } = await import("../pipeline/chosen-planner.ts");
    const { environmentSteps } = await import("../pipeline/environment-steps.ts");
    const { keptByRun, subjectScores } = await import("../pipeline/score-store.ts");
    const { openSubject } = await import("../pipeline/subject.ts");
    const { dynamics, episodes, workers } = options;
    // A preset says whose it is, unless somebody else is asked for.
    const agent = options.planner && !given.has("agent") ? AGENT_OF_PRESET[options.planner] : options.agent;
    const dream = options.in === "dream" ? (options.temperature ?? 1) : undefined;
    if (options.temperature !== undefined && dream === undefined)
      throw new UsageError(`--temperature is of the dream: it must go with --in dream, got --in ${options.in}`);
    const casting = { agent, dynamics };
    requireCasting(casting);
    const subject = await openSubject(operands.subject);
    if (!subject.run && needsModel(casting)) {
      throw new UsageError(
        `--agent ${agent} --dynamics ${dynamics} needs a trained run, got the scenario ${subject.scenario.id}`,
      );
    }
    if (dream !== undefined && !subject.run)
      throw new UsageError(`--in dream needs a trained run, got the scenario ${subject.scenario.id}`);
    if (dream !== undefined && agent !== "random" && dynamics === "true")
      throw new UsageError(`--dynamics true needs the true scenario, whose state no dream has, got --in dream`);
    const planner = chosenPlanner(casting, options, subject.run?.config);
    if (options.out !== undefined && keptByRun(subject, { dream, planner }))
      throw new UsageError(
        `--out is for scores that no run keeps, got the run ${operands.subject}, which keeps its own`,
      );
    const steps = await environmentSteps(subject.run, casting, planner);
    const castings = [casting, ...controlsOf(casting)];
    progress.start(`evaluate ${castings.map(castingLabel).join(", ")}`, castings.length * episodes);
    const scores = await score({
      scenario: subject.source,
      run: subject.run?.folder,
      dream,
      planner,
      store: await subjectScores(subject, { dream, planner, file: options.out }),
      castings,
      seeds: Array.from({ length: episodes }, (_, index) => episodeSeed(options.seed, "evaluation", index)),
      workers,
      film: false,
      onMessage: () => undefined,
      onScore: (known) => progress.update(known.length, `return ${known.at(-1)?.return.toFixed(0) ?? "–"}`),
      signal,
    });
    progress.finish();
    const scoreOf = (each: Casting): Score => {
      const [row] = scoreTable([each], scores);
      if (!row) throw new UsageError("evaluate: at least one episode required");
      const { returns, decisionsPerSecond } = row;
      return { ...each, ...returnStatistics(returns), returns, decisionsPerSecond };
    };
    return {
      scenario: subject.scenario.id,
      ...scoreOf(casting),
      in: options.in,
      temperature: dream ?? null,
      planner: planner ?? null,
      environmentSteps: steps,
      controls: controlsOf(casting).map(scoreOf),
    };
  },
  print: ({ controls, ...own }) =>
    [
      formatTable(
        ["agent", "return", "95 % interval", "IQM", "95 % interval", "median", "decisions/s"],
        [own, ...controls].map((score) => [
          castingLabel(score),
          formatMeanAndStd(score.returnMean, score.returnStd),
          formatInterval(score.returnMeanInterval),
          score.returnIqm.toFixed(1),
          formatInterval(score.returnIqmInterval),
          score.returnMedian.toFixed(1),
          score.decisionsPerSecond.toFixed(1),
        ]),
      ),
      `${own.returns.length} episodes${own.temperature === null ? "" : ` in the dream at temperature ${own.temperature}`}${own.planner === null ? "" : `, ${sizesOf(own.planner)}`}`,
    ].join("\n"),
});

/** `icem with candidates 64, horizon 20, iterations 3` */
function sizesOf({ name, options }: ChosenPlanner): string {
  const sizes = Object.entries(options).filter(([option]) => SIZES.includes(option));
  return `${name} with ${sizes.map((size) => size.join(" ")).join(", ")}`;
}
