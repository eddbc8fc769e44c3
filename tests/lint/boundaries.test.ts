/** The linter enforces the folder table of ARCHITECTURE: each file of fixtures/boundaries/bad breaks one rule, none of good does. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const FIXTURES = join(ROOT, "tests/fixtures/boundaries");
const IMPORTS = "lint/style/noRestrictedImports";

/** Rule that each bad fixture breaks; those not named here break the import boundaries. */
const RULES: Readonly<Record<string, string>> = {
  "agents/clock.ts": "lint/style/noRestrictedGlobals",
  "cli/any.ts": "lint/suspicious/noExplicitAny",
  "cli/default-export.ts": "lint/style/noDefaultExport",
  "cli/enum.ts": "lint/style/noEnum",
  "cli/namespace.ts": "lint/style/noNamespace",
  "cli/re-export-all.ts": "lint/performance/noReExportAll",
  "cli/snakeCase.ts": "lint/style/useFilenamingConvention",
  "cli/too-long.ts": "lint/style/noExcessiveLinesPerFile",
  "scenarios/date.ts": "lint/style/noRestrictedGlobals",
  "sim/random.ts": "lint/nursery/noJsRestrictedProperties",
  "worldmodel/timer.ts": "lint/style/noRestrictedGlobals",
};

const BAD = await listFiles(join(FIXTURES, "bad"));
const GOOD = await listFiles(join(FIXTURES, "good"));

describe("the linter", () => {
  let workplace = "";
  let findings = "";

  // The fixtures are linted as a project of their own, so that their paths are those that the rules speak of.
  beforeAll(async () => {
    workplace = await mkdtemp(join(tmpdir(), "craik-lint-"));
    for (const kind of ["bad", "good"]) {
      await cp(join(FIXTURES, kind), join(workplace, kind), { recursive: true });
      for (const file of ["biome.json", "package.json"]) await cp(join(ROOT, file), join(workplace, kind, file));
      findings += await lint(join(workplace, kind), kind);
    }
  });

  afterAll(() => rm(workplace, { recursive: true, force: true }));

  it.each(BAD)("rejects %s", (file) => {
    expect(findings).toContain(`bad ${RULES[file] ?? IMPORTS} ${file}`);
  });

  it.each(GOOD)("accepts %s", (file) => {
    expect(findings.split("\n").filter((line) => line.startsWith("good ") && line.endsWith(file))).toEqual([]);
  });
});

/** Relative paths, with forward slashes, of the files below a folder. */
async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries
    .map((entry) => entry.replaceAll("\\", "/"))
    .filter((entry) => entry.endsWith(".ts"))
    .sort();
}

/** Lints a folder: one line `kind rule file` for each finding. */
function lint(folder: string, kind: string): Promise<string> {
  const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  const options = ["lint", "--vcs-enabled=false", "--reporter=github", "--max-diagnostics=none", "."];
  return new Promise((resolve) => {
    execFile(process.execPath, [biome, ...options], { cwd: folder }, (_error, stdout) => {
      const lines = [...stdout.matchAll(/^::\w+ title=([^,]+),file=([^,]+),/gm)].map(([, rule, file]) => {
        const path = (file ?? "").replaceAll("\\", "/");
        const root = path.lastIndexOf(`/${kind}/`);
        return `${kind} ${rule} ${root < 0 ? path : path.slice(root + kind.length + 2)}`;
      });
      resolve(`${lines.join("\n")}\n`);
    });
  });
}
