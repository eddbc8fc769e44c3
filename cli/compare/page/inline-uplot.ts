/** uPlot's own script and style, to be written into a page that works without a network. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface InlinePlotLibrary {
  readonly script: string;
  readonly style: string;
}

export async function inlineUplot(): Promise<InlinePlotLibrary> {
  const folder = dirname(createRequire(import.meta.url).resolve("uplot/package.json"));
  const [script, style] = await Promise.all(
    ["uPlot.iife.min.js", "uPlot.min.css"].map((name) => readFile(join(folder, "dist", name), "utf8")),
  );
  // A closing tag inside the library would end the element that holds it.
  return { script: (script ?? "").replaceAll("</script", "<\\/script"), style: style ?? "" };
}
