import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBrowser } from "../../cli/doctor/find-browser.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-doctor-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.runIf(process.platform !== "win32")("finding a browser", () => {
  it("takes the first executable of a known name on the PATH", async () => {
    await writeFile(join(folder, "chromium"), "#!/bin/sh\n");
    expect(findBrowser({ PATH: folder }, "linux")).toBeUndefined();
    await chmod(join(folder, "chromium"), 0o755);
    expect(findBrowser({ PATH: `/nonexistent:${folder}` }, "linux")).toBe(join(folder, "chromium"));
  });

  it("finds none on an empty PATH", () => {
    expect(findBrowser({}, "linux")).toBeUndefined();
  });
});
