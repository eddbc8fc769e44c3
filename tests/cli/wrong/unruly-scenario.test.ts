/** A scenario file that prints, or ends the process: standard output stays the command's, and no end goes unsaid. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeOwnScenario } from "../../support/own-scenario.ts";
import { runCraik } from "../../support/run-craik.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-unruly-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function withLine(name: string, line: string): Promise<string> {
  const path = join(folder, name);
  await writeOwnScenario(path, [["export default", `${line}\n\nexport default`]]);
  return path;
}

describe("a scenario file", () => {
  it.each(["1", "2"])("that prints does so on standard error, on %s workers", async (workers) => {
    const path = await withLine(
      `prints-${workers}.ts`,
      'console.log("hello from the file");\nprocess.stdout.write("and raw\\n");',
    );
    const words = ["rollout", path, "--episodes", "2", "--workers", workers, "--json", "--quiet"];
    const { status, stdout, stderr } = await runCraik(words);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ episodes: 2 });
    expect(stderr).toContain("hello from the file\nand raw\n");
  });

  it("that waits for what never comes is told of", async () => {
    const path = await withLine("waits.ts", "await new Promise(() => {});");
    const words = ["rollout", path, "--episodes", "1", "--quiet"];
    const { status, stdout, stderr } = await runCraik(words, { env: { CRAIK_CALL_TIMEOUT: "1" } });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe(`craik rollout: ${path}: loading the file did not return within 1 s\n`);
  });

  it("that ends the process is told of, with status 1", async () => {
    const path = await withLine("exits.ts", "process.exit(0);");
    const { status, stdout, stderr } = await runCraik(["rollout", path, "--episodes", "1", "--quiet"]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe("craik: a command must run to its end, and its process was ended from within\n");
  });
});
