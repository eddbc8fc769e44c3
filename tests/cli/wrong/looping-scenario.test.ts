/** A scenario file that never returns: every command that runs it ends, with one line that says where. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDataset } from "../../../sim/index.ts";
import { writeOwnScenario } from "../../support/own-scenario.ts";
import { runCraik } from "../../support/run-craik.ts";

let folder = "";
let inReward = "";
let atLoad = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-loops-"));
  inReward = join(folder, "loops-in-reward.ts");
  atLoad = join(folder, "loops-at-load.ts");
  // Far to the right: not in the episodes of its hash, but in some of those below.
  await writeOwnScenario(inReward, [
    [
      "reward({ positions, velocities, action }) {",
      "reward({ positions, velocities, action, steps }) {\n    while (steps === 1 && (positions[0] as number) > 1.5);",
    ],
  ]);
  await writeOwnScenario(atLoad, [["export default", "for (;;);\n\nexport default"]]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ends = async (words: readonly string[]): Promise<string> => {
  const { status, stdout, stderr } = await runCraik([...words, "--quiet"], {
    env: { CRAIK_CALL_TIMEOUT: "2" },
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  return stderr;
};

describe("a file that never returns", () => {
  const words = ["--episodes", "40", "--option", "cartPosition=-1.7..1.7"];
  const line = (command: string, path: string, place: string): string =>
    `craik ${command}: ${path}: ${place} did not return within 2 s\n`;

  it.each(["1", "2"])(
    "from its reward: ends a rollout on %s workers, and the episodes before it are kept",
    async (workers) => {
      const out = join(folder, `on ${workers}`);
      const said = await ends(["rollout", inReward, ...words, "--workers", workers, "--out", out]);
      expect(said).toBe(line("rollout", inReward, "reward"));
      const { entries } = await openDataset(out);
      expect(entries.length).toBeGreaterThan(0);
      expect(entries.map(({ seed }) => seed)).toEqual(entries.map((_, seed) => seed));
    },
  );

  it("while it loads: ends training and evaluation", async () => {
    for (const command of ["train", "evaluate"]) {
      const more = command === "train" ? ["--run", join(folder, "run")] : ["--agent", "random", "--dynamics", "true"];
      expect(await ends([command, atLoad, ...more])).toBe(line(command, atLoad, "loading the file"));
    }
  });
});
