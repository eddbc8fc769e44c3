/** A sweep for a terminal. */
import { formatInterval, formatMeanAndStd, formatTable } from "../table.ts";
import type { SweepReport } from "./sweep-report.ts";
import { asPublished, referenceLabel } from "./sweep-words.ts";

export function formatSweep({ temperatures, references, published, episodes, repetitions }: SweepReport): string {
  const publishedTables = [
    published.temperatures.length > 0
      ? formatTable(
          ["published τ", "in the dream", "true scenario"],
          published.temperatures.map(({ temperature, dream, true: real }) => [
            String(temperature),
            ...[dream, real].map(asPublished),
          ]),
        )
      : undefined,
    published.scores.length > 0
      ? formatTable(
          ["published", "return", "trained on"],
          published.scores.map((one) => [one.system, asPublished(one), one.training]),
        )
      : undefined,
  ];
  return [
    formatTable(
      ["τ", "in the dream", "95 % interval", "true scenario", "95 % interval", "dream gap", "95 % interval"],
      temperatures.map(({ temperature, dream, true: real, dreamGap }) => [
        String(temperature),
        ...[dream, real].flatMap(({ returnMean, returnStd, returnMeanInterval }) => [
          ...[formatMeanAndStd(returnMean, returnStd), formatInterval(returnMeanInterval)],
        ]),
        ...[dreamGap.mean.toFixed(1), formatInterval(dreamGap.interval)],
      ]),
    ),
    formatTable(
      ["beside it, in the true scenario", "return", "95 % interval"],
      references.map((one) => [
        ...[referenceLabel(one), formatMeanAndStd(one.returnMean, one.returnStd)],
        formatInterval(one.returnMeanInterval),
      ]),
    ),
    ...publishedTables.filter((table) => table !== undefined),
    `${repetitions === 1 ? "One controller" : `${repetitions} controllers`} for each temperature, ${episodes} episodes each. Dream gap: return in the dream less return in the true scenario.`,
  ].join("\n\n");
}
