/** `craik leaderboard`: one table of a scenario, with every agent that its runs have, beside their controls and published scores. */
import { type Command, defineCommand } from "../command.ts";
import type { Leaderboard } from "../leaderboard/fill-leaderboard.ts";
import { formatLeaderboard } from "../leaderboard/format-leaderboard.ts";
import { several } from "../operand.ts";
import { choices, integer, seed, text } from "../option.ts";
import { AGENT_NAMES, castingLabel } from "../pipeline/casting.ts";
import type { Subject } from "../pipeline/subject.ts";

export const leaderboard: Command = defineCommand({
  name: "leaderboard",
  summary: "score every agent of runs and of their scenario, with planning regret, in one table",
  operands: { subjects: several("run folders, or a scenario, all of the same one") },
  options: {
    agents: choices("--agents <names>", "who plays, with commas between them", AGENT_NAMES),
    dynamics: choices("--dynamics <names>", "what they act with; where physics is slow, planning in it is, too", [
      "learned",
      "true",
    ]),
    episodes: integer("--episodes <count>", "episodes, each with a seed of its own", { least: 1, fallback: 10 }),
    seed: seed(),
    workers: integer("--workers <count>", "episodes played at the same time", { least: 1, most: 64, fallback: 2 }),
    out: text("--out <file>", "writes the result there as JSON; scores that no run keeps lie beside it"),
  },
  async run({ operands, options, progress, signal }): Promise<Leaderboard> {
    const { basename, dirname, extname } = await import("node:path");
    const { toJsonText } = await import("../json-text.ts");
    const { fillLeaderboard } = await import("../leaderboard/fill-leaderboard.ts");
    const { runFolder } = await import("../pipeline/run-folder.ts");
    const { openSubject } = await import("../pipeline/subject.ts");
    const { out, ...settings } = options;
    const subjects: Subject[] = [];
    for (const operand of operands.subjects) subjects.push(await openSubject(operand));
    progress.start("leaderboard", 1);
    const result = await fillLeaderboard({
      ...settings,
      subjects,
      scoresFile: out === undefined ? undefined : `${out.slice(0, out.length - extname(out).length)}.scores.json`,
      onScore: (done, total, last) =>
        progress.update(done / total, last ? `${castingLabel(last)}, return ${last.return.toFixed(0)}` : ""),
      signal,
    });
    progress.finish();
    if (out !== undefined) await runFolder(dirname(out)).write(`${toJsonText(result)}\n`, basename(out));
    return result;
  },
  print: formatLeaderboard,
});
