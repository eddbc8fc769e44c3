/** Threads of the command when it runs from sources, in a folder that has no node_modules. */
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../../support/run-craik.ts";

const FROM_SOURCES = ["--import", import.meta.resolve("jiti/register"), join(ROOT, "cli/main.ts")];

it.each([
  ["rollout", ["rollout", "cartpole-swingup", "--workers", "2", "--episodes", "2"]],
  ["evaluate", ["evaluate", "cartpole-swingup", "--agent", "random", "--dynamics", "true", "--episodes", "1"]],
])("the threads of %s start wherever the command was given", (_title, argv) => {
  const ran = spawnSync(process.execPath, [...FROM_SOURCES, ...argv, "--quiet", "--json"], {
    cwd: tmpdir(),
    encoding: "utf8",
  });
  expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: "" });
  expect(JSON.parse(ran.stdout)).toMatchObject({ returnMean: expect.any(Number) });
});
