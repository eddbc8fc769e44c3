/** The README says what the result files say, and its tutorial builds a sound scenario. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { leaderboardsPage, withTables } from "../../.ci/tables.mjs";
import { loadScenario } from "../../scenarios/index.ts";
import { checkConformance } from "../../sim/index.ts";

const README = await readFile(new URL("../../README.md", import.meta.url), "utf8");

it("has the tables that `npm run tables` makes from docs/results", () => {
  expect(withTables(README)).toBe(README);
});

it("is followed by the page of leaderboards that `npm run tables` makes from docs/results", async () => {
  const page = await readFile(new URL("../../docs/leaderboards.md", import.meta.url), "utf8");
  expect(leaderboardsPage()).toBe(page);
});

it("builds a world, piece by piece, that passes every check", async () => {
  const tutorial = /\n## Your own world\n[\s\S]*?(?=\n## )/.exec(README)?.[0] ?? "";
  const pieces = [...tutorial.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  expect(pieces.length).toBeGreaterThan(1);
  const folder = await mkdtemp(join(tmpdir(), "craik-readme-"));
  try {
    const path = join(folder, "ball-and-beam.ts");
    await writeFile(path, pieces.join("\n"));
    const { failed, skipped } = await checkConformance(await loadScenario(path));
    expect({ failed, skipped }).toEqual({ failed: [], skipped: [] });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
