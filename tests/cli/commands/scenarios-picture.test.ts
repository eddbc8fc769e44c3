import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonOf, runCommand } from "../../support/run-command.ts";

describe("craik scenarios picture", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "craik-picture-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("writes a PNG file of the size that was asked for, the same each time", async () => {
    const [a, b] = [join(folder, "a.png"), join(folder, "b.png")];
    const ask = ["scenarios", "picture", "cartpole-swingup", "--width", "40", "--height", "30", "--seed", "3", "--out"];
    expect(await jsonOf([...ask, a])).toEqual({ scenarios: ["cartpole-swingup"], path: a, width: 40, height: 30 });
    await jsonOf([...ask, b]);
    const bytes = await readFile(a);
    expect(bytes.equals(await readFile(b))).toBe(true);
    // PNG specification: the signature, then IHDR's length and name, width and height.
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([40, 30]);
  });

  it("says in one line what is wrong", async () => {
    const unknown = await runCommand(["scenarios", "picture", "cartpole"]);
    expect([unknown.status, unknown.stderr.trim().split("\n").length]).toEqual([2, 1]);
    const nowhere = await runCommand([
      "scenarios",
      "picture",
      "cartpole-swingup",
      "--out",
      join(folder, "no", "a.png"),
    ]);
    expect(nowhere.status).toBe(1);
    expect(nowhere.stderr).toMatch(/a\.png/);
  });
});
