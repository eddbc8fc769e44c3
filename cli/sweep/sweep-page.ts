/** The page of a sweep: the drawing, its numbers, and what others published. */
import { escapeHtml } from "../compare/page/html.ts";
import { pageDocument } from "../compare/page/page-document.ts";
import { formatInterval, formatMeanAndStd } from "../table.ts";
import { PUBLISHED_SWEEP_SOURCE } from "./published-sweep.ts";
import { sweepPlot } from "./sweep-plot.ts";
import type { SweepReport } from "./sweep-report.ts";
import { asPublished, referenceLabel } from "./sweep-words.ts";

/** Text that comes from scenarios and paths is escaped. */
export function sweepPage(report: SweepReport): string {
  const { scenario, run, published } = report;
  return pageDocument({
    ...{ title: "Evolved in dreams of different temperature", scenario, run },
    style: "thead tr:first-child th + th { text-align: right; }",
    main: `<section>
  <div class="section-head"><h2>Return by temperature</h2><p class="soft">means, with 95 % bootstrap intervals over episodes</p></div>
  <figure class="card chart">${sweepPlot(report)}</figure>
</section>
<section class="card scroll">${sweepTable(report)}<p class="note">Dream gap: return in the dream less return in the true scenario. Mean ± standard deviation over episodes.</p></section>
<section class="card scroll">${referenceTable(report)}</section>
${published.scores.length > 0 ? `<section class="card scroll">${publishedTable(report)}</section>` : ""}
<footer><p>${escapeHtml(method(report))}</p></footer>`,
  });
}

function sweepTable({ temperatures, published }: SweepReport): string {
  const isPublished = published.temperatures.length > 0;
  const heading = ["τ", "in the dream", "95 %", "true scenario", "95 %", "dream gap", "95 %"];
  return table(
    isPublished ? [...heading, "published, dream", "published, true"] : heading,
    temperatures.map(({ temperature, dream, true: real, dreamGap }) => {
      const theirs = published.temperatures.find((row) => row.temperature === temperature);
      return [
        String(temperature),
        ...[dream, real].flatMap(({ returnMean, returnStd, returnMeanInterval }) => [
          ...[formatMeanAndStd(returnMean, returnStd), formatInterval(returnMeanInterval)],
        ]),
        ...[dreamGap.mean.toFixed(1), formatInterval(dreamGap.interval)],
        ...(isPublished ? [theirs?.dream, theirs?.true].map((one) => (one ? asPublished(one) : "–")) : []),
      ];
    }),
  );
}

function referenceTable({ references }: SweepReport): string {
  return table(
    ["beside it, in the true scenario", "return", "95 %"],
    references.map((one) => [
      referenceLabel(one),
      formatMeanAndStd(one.returnMean, one.returnStd),
      formatInterval(one.returnMeanInterval),
    ]),
  );
}

function publishedTable({ published }: SweepReport): string {
  return table(
    ["published", "return", "trained on", "source"],
    published.scores.map((one) => [one.system, asPublished(one), one.training, one.source]),
  );
}

/** Numbers get a typographic minus. */
function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const shown = (text: string): string => escapeHtml(text.replace(/(^|[[ ])-(?=\d)/g, "$1−"));
  return `<table><thead><tr>${heading.map((text) => `<th>${shown(text)}</th>`).join("")}</tr></thead><tbody>${rows
    .map(
      ([first = "", ...others]) =>
        `<tr><th>${shown(first)}</th>${others.map((text) => `<td>${shown(text)}</td>`).join("")}</tr>`,
    )
    .join("")}</tbody></table>`;
}

function method({ search, episodes, repetitions, seed, published }: SweepReport): string {
  const { inputs, population, rollouts, generations } = search;
  return [
    `At each temperature ${repetitions === 1 ? "a controller" : `${repetitions} controllers`} on ${inputs} evolved in the dream alone: CMA-ES, ${population} candidates × ${rollouts} dreams, ${generations} generations, everything but τ as for the run's own controller.`,
    `Each then played ${episodes} episodes in its own dream and ${episodes} in the true scenario, seed ${seed}.`,
    "The controls, without what training gave M, evolved at the run's own temperature.",
    ...(published.temperatures.length > 0 ? [`Published sweep: ${PUBLISHED_SWEEP_SOURCE}.`] : []),
  ].join(" ");
}
