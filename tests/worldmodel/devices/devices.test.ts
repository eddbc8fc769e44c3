/** Probing and choosing devices: probes that fail in every way are reports, and the choice follows the times. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UsageError } from "../../../sim/core/index.ts";
import { chooseDevice } from "../../../worldmodel/devices/choose-device.ts";
import { type DeviceReport, type ProbeOptions, probeDevices } from "../../../worldmodel/devices/probe-devices.ts";
import { vulkanDrivers } from "../../../worldmodel/devices/vulkan-drivers.ts";

/** Runs in place of the probe; `device` is what is being probed. */
const SCRIPTS = {
  crashes: "process.kill(process.pid, 'SIGSEGV');",
  hangs: "setInterval(() => {}, 1000);",
  exits: "process.exitCode = 3;",
  refuses: "console.log('failed: no adapter');",
  works: "console.log('begin'); setTimeout(() => console.log('end'), 20);",
  cpuOnly: "console.log(device === 'cpu' ? 'begin\\nend' : 'failed: no adapter');",
} as const;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "craik-probe-"));
  for (const [name, body] of Object.entries(SCRIPTS)) {
    await writeFile(join(folder, `${name}.mjs`), `const device = process.argv[2];\n${body}\n`);
  }
});
afterAll(() => rm(folder, { recursive: true }));

const options = (name: keyof typeof SCRIPTS): Pick<ProbeOptions, "clock" | "script" | "timeoutSecs"> => {
  let time = 0;
  const clock = (): number => {
    time += 1;
    return time;
  };
  return { clock, script: pathToFileURL(join(folder, `${name}.mjs`)), timeoutSecs: name === "hangs" ? 1 : 30 };
};

async function reportOf(name: keyof typeof SCRIPTS): Promise<DeviceReport> {
  const [report] = await probeDevices(options(name), ["webgpu"]);
  if (!report) throw new Error("no report");
  return report;
}

describe("probeDevices", () => {
  it("survives a driver that crashes", async () => {
    expect(await reportOf("crashes")).toMatchObject({
      works: false,
      detail: "the probe ended without a report (SIGSEGV)",
    });
  });

  it("ends a probe that hangs", async () => {
    expect(await reportOf("hangs")).toMatchObject({ works: false, detail: "the probe did not end within 1 s" });
  });

  it("reports a process that ends early", async () => {
    expect(await reportOf("exits")).toMatchObject({
      works: false,
      detail: "the probe ended without a report (status 3)",
    });
  });

  it("hands on why a device refuses", async () => {
    expect(await reportOf("refuses")).toMatchObject({ works: false, detail: "no adapter", secs: undefined });
  });

  it("times the steps between the probe's two lines", async () => {
    // The clock given here ticks once a reading.
    expect(await reportOf("works")).toMatchObject({ works: true, secs: 1 });
  });

  it("finds that the CPU works", async () => {
    const [report] = await probeDevices({ clock: () => 0, threads: 1 }, ["cpu"]);
    expect(report).toEqual({ device: "cpu", works: true, detail: "1 thread", secs: 0 });
  });
});

describe("chooseDevice", () => {
  it("refuses an explicit device that cannot be used, in one line", async () => {
    const choice = chooseDevice("webgpu", options("refuses"));
    await expect(choice).rejects.toThrow(
      new UsageError("--device webgpu: a webgpu device that works is required, got: no adapter"),
    );
  });

  it("takes an explicit device that works", async () => {
    expect((await chooseDevice("webgpu", options("works"))).device).toBe("webgpu");
  });

  it("falls back to the CPU and says why", async () => {
    expect(await chooseDevice("auto", options("cpuOnly"))).toEqual({
      device: "cpu",
      why: "no GPU can be used (webgpu: no adapter; cuda: no adapter)",
    });
  });

  it.each([
    { slowest: "webgpu", wanted: "cuda" },
    { slowest: "cuda", wanted: "webgpu" },
  ])("takes the fastest: not $slowest", async ({ slowest, wanted }) => {
    // webgpu, cuda and cpu are probed in this order, each reading the clock at its beginning and end.
    const secs = slowest === "webgpu" ? [9, 1, 5] : [1, 9, 5];
    const readings = secs.flatMap((length, index) => [100 * index, 100 * index + length]);
    const clock = (): number => readings.shift() ?? 0;
    const choice = await chooseDevice("auto", { ...options("works"), clock });
    expect(choice.device).toBe(wanted);
    expect(choice.why).toMatch(new RegExp(`^${wanted} 1000 ms .*cpu 5000 ms .*${slowest} 9000 ms`));
  });
});

describe("vulkanDrivers", () => {
  it("are those that the environment names, where they exist", async () => {
    const manifest = join(folder, "some_icd.json");
    await writeFile(manifest, "{}");
    expect(vulkanDrivers({ VK_ICD_FILENAMES: `${manifest}:/nowhere/other_icd.json` })).toEqual(["some_icd"]);
  });

  it("are else those in the loader's folders", () => {
    expect(vulkanDrivers({}, [folder, "/nowhere"])).toEqual(["some_icd"]);
  });
});
