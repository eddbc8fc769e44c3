/** The lower part of the page: how it was measured, on what, and of which model. */
import { planningAgent } from "../../pipeline/casting.ts";
import { PLANNER_LABELS } from "../../pipeline/planner-words.ts";
import type { Settings } from "../../pipeline/run-config.ts";
import type { ComparisonReport } from "../comparison-report.ts";
import { escapeHtml, formatFigure } from "./html.ts";

export function facts(report: ComparisonReport): string {
  const { method, model, predictors } = report;
  const { settings, trainedOn } = model;
  const { vae, rnn, planners } = settings;
  const planner = planningAgent(settings);
  const { candidates, horizon, iterations } = planners[planner];
  const secs = (decisions: number): string =>
    `${decisions} decisions, ${(decisions * method.decisionSecs).toFixed(2)} s`;
  return `<section class="card facts">
<section><h2>Method</h2>${list([
    ["scenario", report.scenario],
    ["decision", `${method.decisionSecs.toFixed(3)} s, ${method.actionRepeat} control steps`],
    ["horizon", secs(method.horizonDecisions)],
    ["burn-in", secs(method.burnInDecisions)],
    ["starting points", `at most ${method.pointsPerEpisode} for each episode, evenly spread`],
    ["threshold", `${method.validityThreshold} standard deviations over all elements`],
    ["seed", String(report.seed)],
    ["physics' own drift", drift(report)],
  ])}</section>
<section><h2>Model</h2>${list([
    ["run", report.run],
    ["trained on", `${trainedOn.environmentSteps.toLocaleString("en")} steps, ${trainedOn.episodes} episodes`],
    ["preset", `${model.preset}, seed ${model.seed}`],
    ["V", showVae(vae)],
    [
      "M",
      `LSTM of ${rnn.hidden} units, ${rnn.mixtures} ${rnn.joint ? "joint " : ""}mixtures${rnn.residual ? `, ${rnn.residual === "gated" ? "gated " : ""}residual` : ""}${rnn.ensemble > 1 ? `, ensemble of ${rnn.ensemble}` : ""}`,
    ],
    [
      "planner",
      `${PLANNER_LABELS[planner]}, ${candidates} candidates × ${horizon} decisions × ${iterations} iterations`,
    ],
    ["device", `${model.device}, ${model.threads} threads`],
  ])}</section>
<section><h2>Episodes</h2>${episodes(report)}</section>
<section><h2>Returns in the true scenario</h2>${returns(report)}</section>
<section><h2>Predictors</h2>${list(predictors.map(({ label, description }) => [label, description] as const))}</section>
</section>`;
}

function showVae(vae: Settings["vae"]): string {
  if (vae.kind === "standardised") return `the standardised state, σ ${vae.posteriorStd}`;
  const { latents, networks } = vae;
  return networks.kind === "perceptron"
    ? `${latents} latents, hidden layers ${networks.hidden.join(", ")}`
    : `${latents} latents, convolutions with ${networks.channels.join(", ")} channels`;
}

function list(entries: readonly (readonly [string, string])[]): string {
  return `<dl>${entries.map(([term, what]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(what)}</dd>`).join("")}</dl>`;
}

/** The largest error of the physics against itself, over all horizons. */
function drift({ overall }: ComparisonReport): string {
  const largest = Math.max(...overall.horizon.map(({ normalised }) => normalised["physics"] ?? Number.NaN));
  return largest === 0
    ? "0: restored snapshots continue to the bit"
    : `up to ${formatFigure(largest)} standard deviations`;
}

/** The agents of the run beside their controls. */
function returns({ model, run }: ComparisonReport): string {
  if (model.returns.length === 0)
    return `<p class="note">Not scored yet: <code>craik train … --run ${escapeHtml(run)} --resume</code> does.</p>`;
  const rows = model.returns.map(
    ({ agent, dynamics, returnMean, returnStd, episodes: played }) =>
      `<tr><td>${escapeHtml(agent)}</td><td>${escapeHtml(dynamics)}</td><td>${formatFigure(returnMean)}</td><td>${returnStd === null ? "–" : formatFigure(returnStd)}</td><td>${played}</td></tr>`,
  );
  return `<div class="scroll"><table><thead><tr><th scope="col">agent</th><th scope="col">dynamics</th><th scope="col">return</th><th scope="col">std</th><th scope="col">episodes</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>
<p class="note">Two controls stand beside the model: <b>untrained</b>, an M with the parameters that its training began with, and <b>z-only</b>, a controller that reads nothing of M. Their controllers had the same search, budget, seeds and dreams.</p>`;
}

function episodes({ episodes: compared }: ComparisonReport): string {
  const rows = compared.map(
    ({ behaviour, agent, seed, steps, return: total }) =>
      `<tr><td>${escapeHtml(behaviour)}</td><td>${escapeHtml(agent)}</td><td>${seed}</td><td>${steps}</td><td>${formatFigure(total)}</td></tr>`,
  );
  return `<div class="scroll"><table><thead><tr><th scope="col">behaviour</th><th scope="col">agent</th><th scope="col">seed</th><th scope="col">steps</th><th scope="col">return</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}
