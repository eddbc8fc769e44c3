/** One page that holds everything: text, numbers, curves, the script that draws them. */
import { type ComparisonReport, PREDICTORS } from "../comparison-report.ts";
import { errorTable } from "./error-table.ts";
import { facts } from "./facts.ts";
import { headline } from "./headline.ts";
import { escapeHtml, jsonForScript } from "./html.ts";
import type { InlinePlotLibrary } from "./inline-uplot.ts";
import { DRAWN, type PageData, pageData, type Scope, scopesOf } from "./page-data.ts";
import { pageDocument } from "./page-document.ts";
import { PAGE_SCRIPT } from "./page-script.ts";

/** Text that comes from scenarios and paths is escaped. */
export function renderPage(report: ComparisonReport, library: InlinePlotLibrary): string {
  const scopes = scopesOf(report);
  const data = pageData(report);
  return pageDocument({
    title: "Learned against true physics",
    scenario: report.scenario,
    run: report.run,
    style: library.style,
    aside: scopeSwitch(scopes),
    main: `${scopes.map((scope) => headline(report, scope)).join("\n")}
<section>
  <div class="section-head"><h2>Error by horizon</h2>${legend()}</div>
  <div class="charts">${data.curves.map(chart).join("\n")}</div>
</section>
<section class="card">
  ${scopes.map((scope) => errorTable(report, scope)).join("\n")}
  <p class="note">A dot marks the smallest error of each group. Rewards are sums over a decision; std is the standard deviation in the training data.</p>
</section>
${facts(report)}
<footer><p>At each starting point the physics is restored from a snapshot and stepped under the episode's own actions, and every predictor follows the same actions from what was observed until then. Curves are root mean square errors over all starting points; the band is a 95 % bootstrap interval over whole episodes. Valid prediction time as in Vlachas et al. 2020 (<i>Neural Networks</i> 126), with the threshold of Pathak et al. 2018 (<i>Chaos</i> 28, 041101).</p></footer>`,
    scripts: `<script type="application/json" id="data">${jsonForScript(data)}</script>
<script>${library.script}</script>
<script>${PAGE_SCRIPT}</script>
`,
  });
}

function scopeSwitch(scopes: readonly Scope[]): string {
  if (scopes.length < 2) return "";
  const inputs = scopes.map(
    ({ key, label, description }, index) =>
      `<label title="${escapeHtml(description)}"><input type="radio" name="scope" value="${escapeHtml(key)}"${index === 0 ? " checked" : ""}>${escapeHtml(label)}</label>`,
  );
  return `<fieldset class="switch" aria-label="Episodes">${inputs.join("")}</fieldset>`;
}

function legend(): string {
  const items = DRAWN.map(
    ({ name, colour, dash }) =>
      `<li title="${escapeHtml(PREDICTORS[name].description)}"><svg viewBox="0 0 22 8" aria-hidden="true"><path d="M0 4h22" stroke="${colour}" stroke-width="${name === "model" ? 3 : 2}" stroke-dasharray="${dash.join(" ")}"/></svg>${escapeHtml(PREDICTORS[name].label)}</li>`,
  );
  return `<ul class="legend">${items.join("")}</ul>`;
}

function chart({ title, unit, rows }: PageData["curves"][number], index: number): string {
  const readout = DRAWN.map(
    ({ name, colour }, line) =>
      `<span title="${escapeHtml(PREDICTORS[name].label)}"${Object.values(rows).every((own) => own[line]?.every((value) => value === null)) ? " hidden" : ""}><i style="background:${colour}"></i><output></output></span>`,
  );
  return `<figure class="card chart"><figcaption><h3>${escapeHtml(title)} <small>${escapeHtml(unit)}</small></h3><time></time><div class="readout">${readout.join("")}</div></figcaption><div class="plot" data-curve="${index}"></div></figure>`;
}
