/** The top of the page: the valid prediction time, what it means, and the same figure for each baseline. */
import type { Summary, ValidPrediction } from "../../../agents/index.ts";
import { type ComparisonReport, PREDICTORS, type PredictorName } from "../comparison-report.ts";
import { escapeHtml, formatFigure } from "./html.ts";
import { DRAWN, type Scope } from "./page-data.ts";

export function headline({ method }: ComparisonReport, { key, summary }: Scope): string {
  const valid = summary.validPrediction["model"];
  if (!valid) return "";
  const { horizonSecs, validityThreshold } = method;
  return `<section class="card headline" data-scope="${escapeHtml(key)}"${key === "overall" ? "" : " hidden"}>
<div>
  <h2>Valid prediction time</h2>
  <p class="figure">${valid.toTheEnd > 0 ? "<em>≥</em>" : ""}${valid.secs.toFixed(2)} <span>s</span></p>
  <p class="soft">${intervalText(valid)}${summary.points} predictions from ${summary.episodes} episodes</p>
  <p>So long, on average, the model's dream stays within ${validityThreshold} standard deviations of what the physics does under the same actions.${censored(valid, horizonSecs)}</p>
</div>
<div>
  <h3>Beside the baselines</h3>
  <ul class="bars">${DRAWN.map(({ name, colour }) => bar(name, colour, summary, horizonSecs)).join("")}</ul>
  <div class="scale" aria-hidden="true"><span>0</span><span>${horizonSecs.toFixed(1)} s</span></div>
  ${gap(summary, horizonSecs)}
  ${agreement(summary)}
</div>
</section>`;
}

function intervalText({ interval }: ValidPrediction): string {
  return interval ? `95 % interval ${interval[0].toFixed(2)} to ${interval[1].toFixed(2)} s · ` : "";
}

function censored({ toTheEnd }: ValidPrediction, horizonSecs: number): string {
  if (toTheEnd === 0) return "";
  return ` ${Math.round(toTheEnd * 100)} % of the predictions are still valid where the comparison ends, at ${horizonSecs.toFixed(1)} s: the mean is a lower bound.`;
}

function bar(name: PredictorName, colour: string, { validPrediction }: Summary, horizonSecs: number): string {
  const valid = validPrediction[name];
  if (!valid) return "";
  const part = (secs: number): string => `${((100 * secs) / horizonSecs).toFixed(1)}%`;
  const whisker = valid.interval
    ? `<u style="left:${part(valid.interval[0])};width:${part(valid.interval[1] - valid.interval[0])}"></u>`
    : "";
  return `<li><span>${escapeHtml(PREDICTORS[name].label)}</span><span class="track"><i style="width:${part(valid.secs)};background:${colour}"></i>${whisker}</span><b>${valid.secs.toFixed(2)} s</b></li>`;
}

function gap({ dreamGap }: Summary, horizonSecs: number): string {
  if (!dreamGap) return "";
  const { predictedMean, trueMean, correlation, rmse } = dreamGap;
  const agreement = correlation === null ? "" : ` (r = ${correlation.toFixed(3)})`;
  return `<p class="gap">Return over ${horizonSecs.toFixed(1)} s: <b>${formatFigure(predictedMean)}</b> in the dream, <b>${formatFigure(trueMean)}</b> in the physics; off by ${formatFigure(rmse)} root mean square${agreement}.</p>`;
}

/** Of an ensemble: whether its disagreement tells where it errs. */
function agreement({ horizon }: Summary): string {
  const told = horizon.flatMap(({ secs, disagreement }) =>
    disagreement?.rankCorrelation == null ? [] : [{ secs, rho: disagreement.rankCorrelation }],
  );
  const [first, last] = [told[0], told.at(-1)];
  if (!first || !last) return "";
  const at = ({ secs, rho }: typeof first): string => `<b>${rho.toFixed(2)}</b> at ${secs.toFixed(2)} s`;
  return `<p class="gap">Rank correlation of the ensemble's disagreement with the model's error: ${first === last ? at(first) : `${at(first)}, ${at(last)}`}; at 1 it tells which predictions are worse, at 0 nothing.</p>`;
}
