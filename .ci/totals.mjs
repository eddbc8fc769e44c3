/** Prints the totals of a vitest report as `N passed, N failed`; a missing report, no test, or a failure ends with status 1. */
import { readFileSync } from "node:fs";

const [path] = process.argv.slice(2);
const report = readReport(path);
// A file that does not load fails as a suite without a single test: it counts too.
const unloaded = (report?.testResults ?? []).filter(
  (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
).length;
const passed = report?.numPassedTests ?? 0;
const failed = (report?.numFailedTests ?? 1) + unloaded;
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    process.stderr.write(`totals: no report of the tests at ${file}: ${error.message}\n`);
    return undefined;
  }
}
