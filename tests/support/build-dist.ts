/** Compiles dist/ for the tests that run the command as a process of its own. */
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const MAIN = join(ROOT, "dist/cli/main.js");

/** Type errors do not stop the tests: tsc writes its output all the same, and `npm run types` reports them. */
export function buildDist(): void {
  if (!existsSync(MAIN)) rmSync(join(ROOT, "dist/.tsbuildinfo"), { force: true });
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: ROOT, encoding: "utf8" });
  if (!existsSync(MAIN)) throw new Error(`tests: dist/cli/main.js must compile: ${stdout}`);
}
