/** Once before all tests: compiles dist/, finds a browser, whose path the tests get as CRAIK_BROWSER, and makes a folder to share. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBrowser } from "./browser.ts";
import { buildDist } from "./build-dist.ts";
import { SHARED_FOLDER } from "./trained-run.ts";

const folder = mkdtempSync(join(tmpdir(), "craik-tests-"));

export function setup(): void {
  buildDist();
  process.env[SHARED_FOLDER] = folder;
  try {
    process.env["CRAIK_BROWSER"] = findBrowser().executablePath;
  } catch (error) {
    // The tests that need a browser fail, and say so; the others go on.
    process.stderr.write(`browser: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true });
}
