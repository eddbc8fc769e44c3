/** A leaderboard for a terminal. */
import { castingLabel } from "../pipeline/casting.ts";
import { formatInterval, formatMeanAndStd, formatTable } from "../table.ts";
import type { Leaderboard, LeaderboardRow } from "./fill-leaderboard.ts";
import type { PublishedScore } from "./published-scores.ts";

export function formatLeaderboard({ scenario, episodes, rows, published }: Leaderboard): string {
  const several = new Set(rows.flatMap(({ run }) => run ?? [])).size > 1;
  const heading = ["agent", "return", "95 % interval", "IQM", "median", "environment steps", "decisions/s", "regret"];
  const cells = rows.map((row) => [...(several ? [row.run ?? "–"] : []), ...cellsOf(row)]);
  return [
    formatTable(several ? ["run", ...heading] : heading, cells),
    ...(published.length === 0
      ? []
      : ["", formatTable(["published", "return", "trained on"], published.map(publishedCells))]),
    "",
    `${scenario}, ${episodes} episodes each. What planners try out in the true physics is not counted: environment steps beside them are those of the run whose critic they ask.`,
    "Regret: return of the same planner, with the same settings, in the true physics less its return in the learned model, with a 95 % interval.",
  ].join("\n");
}

function cellsOf(row: LeaderboardRow): readonly string[] {
  const { returnMean, returnStd, returnMeanInterval, returnIqm, returnMedian, planningRegret } = row;
  return [
    rowLabel(row),
    formatMeanAndStd(returnMean, returnStd),
    formatInterval(returnMeanInterval),
    returnIqm.toFixed(1),
    returnMedian.toFixed(1),
    String(row.environmentSteps),
    row.decisionsPerSecond.toFixed(1),
    planningRegret === null ? "–" : `${planningRegret.mean.toFixed(1)} ${formatInterval(planningRegret.interval)}`,
  ];
}

/** The controller of a trained M by where it evolved, others as everywhere. */
function rowLabel(row: LeaderboardRow): string {
  const { agent, dynamics, evolvedIn } = row;
  return agent === "controller" && dynamics === "learned" ? `controller · ${evolvedIn}` : castingLabel(row);
}

function publishedCells({ system, returnMean, returnStd, training }: PublishedScore): readonly string[] {
  return [system, returnStd === null ? String(returnMean) : `${returnMean} ± ${returnStd}`, training];
}
