/** The page's look: the viewer's ink and paper, one column that a printer takes as well. */

export const PAGE_STYLE: string = `
:root {
  --ink: #1a1e27; --soft: #595f6c; --line: #e5e2da; --paper: #fff; --ground: #f6f4ef; --dream: #7c3aed; --accent: #2456d6;
  color-scheme: light;
  font: 15px/1.55 "Inter Variable", Inter, system-ui, -apple-system, "Segoe UI", sans-serif;
  font-variant-numeric: tabular-nums;
  color: var(--ink); background: var(--ground);
  -webkit-font-smoothing: antialiased; -webkit-text-size-adjust: 100%;
}
*, *::before, *::after { box-sizing: border-box; }
body, h1, h2, h3, p, dl, dd, figure, ol, ul, fieldset, table { margin: 0; padding: 0; border: 0; }
ol, ul { list-style: none; }
main { max-width: 1180px; margin: 0 auto; padding: 32px 28px 56px; display: grid; grid-template-columns: minmax(0, 1fr); gap: 28px; }
[hidden] { display: none !important; }
h1 { font-size: 26px; line-height: 1.2; font-weight: 680; letter-spacing: -0.02em; }
h2 { font-size: 17px; font-weight: 650; letter-spacing: -0.01em; }
h3 { font-size: 14px; font-weight: 640; }
small, .soft { font-size: 13px; color: var(--soft); }
.masthead { display: flex; flex-wrap: wrap; align-items: flex-end; justify-content: space-between; gap: 16px 32px; }
.masthead p { color: var(--soft); margin-top: 4px; overflow-wrap: anywhere; }
.brand { display: flex; align-items: center; gap: 8px; font-weight: 650; margin-bottom: 14px; }
.brand svg { width: 24px; height: 24px; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }

.switch { display: inline-flex; padding: 3px; border-radius: 10px; background: #eae7df; }
.switch label { position: relative; padding: 5px 14px; border-radius: 8px; font-size: 13px; font-weight: 560; color: var(--soft); cursor: pointer; }
.switch label::first-letter { text-transform: uppercase; }
.switch input { position: absolute; opacity: 0; inset: 0; margin: 0; cursor: pointer; }
.switch label:has(:checked) { background: var(--paper); color: var(--ink); box-shadow: 0 1px 2px rgb(26 30 39 / 12%); }
.switch label:has(:focus-visible) { outline: 2px solid var(--accent); outline-offset: 1px; }

.headline { display: grid; grid-template-columns: minmax(280px, 5fr) minmax(320px, 6fr); }
.headline > div { padding: 26px 30px; min-width: 0; }
.headline > div + div { border-left: 1px solid var(--line); }
.figure { display: flex; align-items: baseline; gap: 10px; font-size: 68px; line-height: 1.1; font-weight: 700; letter-spacing: -0.04em; color: var(--dream); margin: 4px 0 2px; }
.figure em { font-style: normal; font-weight: 500; font-size: 0.62em; letter-spacing: 0; margin-right: -2px; }
.figure span { font-size: 26px; font-weight: 600; letter-spacing: -0.01em; }
.headline p + p { margin-top: 10px; }
.bars { display: grid; gap: 11px; margin-top: 16px; }
.bars li { display: grid; grid-template-columns: 124px 1fr 58px; align-items: center; gap: 12px; font-size: 13px; }
.bars b { text-align: right; font-weight: 600; }
.bars li:first-child { font-weight: 640; }
.track { position: relative; height: 10px; border-radius: 5px; background: #efece5; }
.track i { position: absolute; inset: 0 auto 0 0; border-radius: 5px; min-width: 2px; }
.track u { position: absolute; top: 50%; height: 2px; margin-top: -1px; background: var(--ink); }
.scale { display: flex; justify-content: space-between; padding: 0 70px 0 136px; margin-top: 6px; font-size: 12px; color: var(--soft); }
.gap { margin-top: 18px; padding-top: 14px; border-top: 1px solid var(--line); font-size: 13px; color: var(--soft); }
.gap b { color: var(--ink); font-weight: 600; }

.section-head { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 6px 24px; margin-bottom: 12px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; }
.legend li { display: flex; align-items: center; gap: 7px; white-space: nowrap; }
.legend svg { width: 22px; height: 8px; }
.charts { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 16px; }
.chart { padding: 14px 10px 8px; min-width: 0; break-inside: avoid; }
.chart:first-child { grid-column: 1 / -1; }
.chart figcaption { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 12px; padding: 0 8px 4px; }
.chart h3::first-letter { text-transform: uppercase; }
.chart h3 small { font-weight: 400; margin-left: 4px; }
.chart time { font-size: 12px; color: var(--soft); }
.readout { display: flex; flex-wrap: wrap; gap: 0 14px; width: 100%; font-size: 12px; }
.readout span { display: flex; align-items: center; gap: 5px; }
.readout i { width: 9px; height: 9px; border-radius: 50%; }
.readout span:first-child output { font-weight: 650; }
.plot { height: 190px; overflow: hidden; }
.chart:first-child .plot { height: 250px; }

.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13.5px; }
th, td { padding: 8px 10px; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 20px; }
th:last-child, td:last-child { padding-right: 20px; }
thead th { font-weight: 500; font-size: 12px; line-height: 1.25; color: var(--soft); vertical-align: bottom; white-space: normal; }
thead tr:first-child th { padding-top: 14px; font-size: 13px; font-weight: 640; color: var(--ink); text-align: center; }
thead tr:first-child th:first-child { text-align: left; }
tbody tr { border-top: 1px solid var(--line); }
tbody th { font-weight: 500; }
tbody th::first-letter { text-transform: uppercase; }
th.first, td.first { border-left: 1px solid var(--line); }
td.subject { font-weight: 680; color: var(--dream); }
td.best::after { content: ""; display: inline-block; width: 5px; height: 5px; border-radius: 50%; background: currentcolor; vertical-align: middle; margin: 0 -9px 2px 4px; }
.note { padding: 10px 20px 14px; border-top: 1px solid var(--line); font-size: 12.5px; color: var(--soft); }

.facts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); }
.facts > section { padding: 20px 24px; min-width: 0; }
.facts > section:nth-child(even) { border-left: 1px solid var(--line); }
.facts > section:nth-child(n + 3) { border-top: 1px solid var(--line); }
.facts dl { display: grid; grid-template-columns: minmax(120px, max-content) 1fr; gap: 5px 20px; margin-top: 10px; font-size: 13.5px; }
.facts dt { color: var(--soft); }
.facts dd { overflow-wrap: anywhere; min-width: 0; }
.facts table { margin-top: 8px; }
.facts th:first-child, .facts td:first-child { padding-left: 0; }
.facts th:last-child, .facts td:last-child { padding-right: 0; }
.facts thead tr:first-child th { padding-top: 4px; font-weight: 500; font-size: 12px; color: var(--soft); text-align: right; }
.facts thead tr:first-child th:first-child { text-align: left; }
.facts td, .facts th { padding-block: 5px; }
footer { font-size: 12.5px; color: var(--soft); max-width: 92ch; }

@media (max-width: 960px) {
  .charts { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .headline, .facts { grid-template-columns: minmax(0, 1fr); }
  .headline > div + div, .facts > section + section { border-left: 0; border-top: 1px solid var(--line); }
  .facts > section:nth-child(even) { border-left: 0; }
}
@media (max-width: 620px) {
  main { padding: 20px 14px 40px; gap: 22px; }
  .charts { grid-template-columns: minmax(0, 1fr); }
  .headline > div { padding: 20px; }
  .figure { font-size: 56px; }
  .bars li { grid-template-columns: 104px 1fr 52px; gap: 10px; }
  .scale { padding: 0 62px 0 114px; }
  .facts > section { padding: 18px; }
  .switch label { padding: 5px 10px; }
}
@media print {
  @page { size: A4; margin: 14mm; }
  :root { background: #fff; font-size: 12px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { padding: 0; gap: 18px; max-width: none; }
  .switch { display: none; }
  .card { break-inside: avoid; }
  .charts { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .chart:first-child .plot, .plot { height: 170px; }
  .headline { grid-template-columns: 4fr 5fr; }
  .headline > div { padding: 16px 20px; }
  .headline > div + div { border-top: 0; border-left: 1px solid var(--line); }
  .figure { font-size: 46px; }
  table, .note, footer { font-size: 9.5px; }
  thead th, thead tr:first-child th, td small, th small { font-size: 9px; }
  th, td { padding: 4px 3px; }
  th:first-child, td:first-child { padding-left: 8px; }
  th:last-child, td:last-child { padding-right: 8px; }
  td.best::after { width: 4px; height: 4px; margin: 0 -6px 1px 2px; }
  .facts { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
  .facts > section { padding: 12px 16px; }
  .facts > section:nth-child(2) { border-top: 0; }
  .facts > section:nth-child(even) { border-left: 1px solid var(--line); }
  .facts thead tr:first-child th { font-size: 9.5px; }
  .facts dl { font-size: 10.5px; grid-template-columns: minmax(84px, max-content) 1fr; gap: 2px 12px; }
}
`;
