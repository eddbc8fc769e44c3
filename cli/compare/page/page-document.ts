/** The frame of every page that a command writes: one file that loads nothing and may run no script but its own. */
import { escapeHtml } from "./html.ts";
import { PAGE_STYLE } from "./page-style.ts";

/** Parts that are not called text are HTML. */
export interface PageParts {
  /** Text. */
  readonly title: string;
  /** Text, as is `run`. */
  readonly scenario: string;
  readonly run: string;
  /** Rules before the page's own; none unless given. */
  readonly style?: string;
  /** What stands beside the title. */
  readonly aside?: string;
  readonly main: string;
  readonly scripts?: string;
}

const LOGO = `<svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="20" cy="12.5" r="8" fill="#a78bfa" fill-opacity=".75"/><circle cx="12.5" cy="19" r="8" fill="none" stroke="#1a1e27" stroke-width="3"/></svg>`;

export function pageDocument({ title, scenario, run, style = "", aside = "", main, scripts = "" }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escapeHtml(scenario)} · ${escapeHtml(title.toLowerCase())} · Craik</title>
<style>${style}</style>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<header class="masthead">
  <div><p class="brand">${LOGO} Craik</p><h1>${escapeHtml(title)}</h1><p>${escapeHtml(scenario)} · ${escapeHtml(run)}</p></div>
  ${aside}
</header>
${main}
</main>
${scripts}</body>
</html>
`;
}
