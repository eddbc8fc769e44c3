/** `craik evaluate`: scores one agent in the true scenario. */
import { UsageError } from "../../sim/core/errors.ts";
import { type Command, defineCommand } from "../command.ts";
import { required } from "../operand.ts";
import { choice, integer, seed } from "../option.ts";
import { AGENT_NAMES, type Casting, castingLabel, DYNAMICS_NAMES, needsModel } from "../pipeline/casting.ts";
import { formatMeanAndStd } from "../table.ts";

interface Evaluated extends Casting {
  readonly returnMean: number;
  /** Sample standard deviation; null for a single episode. */
  readonly returnStd: number | null;
  readonly returns: readonly number[];
  readonly decisionsPerSecond: number;
}

export const evaluate: Command = defineCommand({
  name: "evaluate",
  summary: "score an agent in the true scenario",
  operands: { subject: required("a run's folder, a built-in id, or path of a scenario file") },
  options: {
    agent: choice("--agent <name>", "who acts", AGENT_NAMES, "cem"),
    dynamics: choice("--dynamics <name>", "what it plans in", DYNAMICS_NAMES, "learned"),
    episodes: integer("--episodes <count>", "episodes, each with a seed of its own", { least: 1, fallback: 10 }),
    seed: seed(),
    workers: integer("--workers <count>", "episodes played at the same time", { least: 1, most: 64, fallback: 2 }),
  },
  async run({ operands, options, progress, signal }): Promise<Evaluated> {
    const { episodeSeed } = await import("../pipeline/context.ts");
    const { score, scoreTable } = await import("../pipeline/score.ts");
    const { openSubject } = await import("../pipeline/subject.ts");
    const subject = await openSubject(operands.subject);
    const { agent, dynamics, episodes, workers } = options;
    if (!subject.run && needsModel({ agent, dynamics })) {
      throw new UsageError(
        `--agent ${agent} --dynamics ${dynamics} needs a trained run, got the scenario ${subject.scenario.id}`,
      );
    }
    const casting = { agent, dynamics };
    progress.start(`evaluate ${castingLabel(casting)}`, episodes);
    const scores = await score({
      scenario: subject.source,
      run: subject.run?.folder,
      castings: [casting],
      seeds: Array.from({ length: episodes }, (_, index) => episodeSeed(options.seed, "evaluation", index)),
      workers,
      film: false,
      onMessage: () => undefined,
      onScore: (known) => progress.update(known.length, `return ${known.at(-1)?.return.toFixed(0) ?? "–"}`),
      signal,
    });
    progress.finish();
    const [row] = scoreTable([casting], scores);
    if (!row) throw new UsageError("evaluate: at least one episode required");
    const { returnMean, returnStd, returns, decisionsPerSecond } = row;
    return { agent, dynamics, returnMean, returnStd, returns, decisionsPerSecond };
  },
  print: ({ agent, dynamics, returnMean, returnStd, returns, decisionsPerSecond }) =>
    [
      `${castingLabel({ agent, dynamics })}: return ${formatMeanAndStd(returnMean, returnStd)}`,
      `${returns.length} episodes, ${decisionsPerSecond.toFixed(1)} decisions/s`,
    ].join("\n"),
});
