/** The README says what the result files say, and its example is a scenario that loads. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { withTables } from "../../.ci/tables.mjs";
import { loadScenario } from "../../scenarios/index.ts";
import { createEnv } from "../../sim/index.ts";

const README = await readFile(new URL("../../README.md", import.meta.url), "utf8");

it("has the tables that `npm run tables` makes from docs/results", () => {
  expect(withTables(README)).toBe(README);
});

it("shows a scenario that loads and runs", async () => {
  const code = /```ts\n(\/\/ pendulum\.ts\n[\s\S]*?)```/.exec(README)?.[1] ?? "";
  const folder = await mkdtemp(join(tmpdir(), "craik-readme-"));
  try {
    await writeFile(join(folder, "pendulum.ts"), code);
    const env = await createEnv(await loadScenario(join(folder, "pendulum.ts")));
    env.reset({ seed: 1 });
    expect(env.step([1]).reward).toBeGreaterThanOrEqual(0);
    env.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
