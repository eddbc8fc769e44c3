/** Once before all tests: compiles dist/, and finds a browser, whose path the tests get as CRAIK_BROWSER. */
import { findBrowser } from "./browser.ts";
import { buildDist } from "./build-dist.ts";

export function setup(): void {
  buildDist();
  try {
    process.env["CRAIK_BROWSER"] = findBrowser().executablePath;
  } catch (error) {
    // The tests that need a browser fail, and say so; the others go on.
    process.stderr.write(`browser: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
