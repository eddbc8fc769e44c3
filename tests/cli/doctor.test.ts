import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBrowser } from "../../cli/doctor/find-browser.ts";
import { probeDevices } from "../../cli/doctor/probe-devices.ts";
import { listVulkanDrivers } from "../../cli/doctor/vulkan-drivers.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-doctor-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function script(name: string, source: string): Promise<URL> {
  const path = join(folder, name);
  await writeFile(path, source);
  return pathToFileURL(path);
}

describe("a device probe", () => {
  it("reports what its process found", async () => {
    const works = await script(
      "works.mjs",
      `console.log("noise"); console.log(JSON.stringify({ works: true, detail: process.argv[2] }));`,
    );
    expect(await probeDevices(["cpu"], { script: works })).toEqual([{ device: "cpu", works: true, detail: "cpu" }]);
  });

  it("survives a process that is killed, and goes on to the next device", async () => {
    const source = `if (process.argv[2] === "webgpu") process.kill(process.pid, "SIGKILL");
else console.log(JSON.stringify({ works: true, detail: "fine" }));`;
    const reports = await probeDevices(["webgpu", "cpu"], { script: await script("crashes.mjs", source) });
    expect(reports).toEqual([
      { device: "webgpu", works: false, detail: "the probe ended without a report (SIGKILL)" },
      { device: "cpu", works: true, detail: "fine" },
    ]);
  });

  it("says which Vulkan library Dawn missed", async () => {
    const source = `console.error("Warning: Couldn't load Vulkan: libvulkan.so.1: cannot open");
console.log(JSON.stringify({ works: false, detail: "no adapter" }));`;
    const [report] = await probeDevices(["webgpu"], { script: await script("dawn.mjs", source) });
    expect(report?.detail).toBe("no adapter (the Vulkan loader libvulkan.so.1 is missing)");
  });

  it("gives up on a process that hangs", async () => {
    const hangs = await script("hangs.mjs", "setInterval(() => {}, 1000);");
    const [report] = await probeDevices(["webgpu"], { script: hangs, timeoutSecs: 0.5 });
    expect(report).toMatchObject({ works: false });
  });
});

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

describe("Vulkan drivers", () => {
  it("are those that the environment names, when they exist", async () => {
    const icd = join(folder, "icd.json");
    await writeFile(icd, "{}");
    expect(listVulkanDrivers({ VK_ICD_FILENAMES: icd })).toEqual([icd]);
    expect(listVulkanDrivers({ VK_ICD_FILENAMES: join(folder, "missing.json") })).toEqual([]);
  });

  it("are the manifests of the loader's folders otherwise", async () => {
    await writeFile(join(folder, "readme.txt"), "");
    expect(listVulkanDrivers({}, [folder, join(folder, "none")])).toEqual([join(folder, "icd.json")]);
  });
});
