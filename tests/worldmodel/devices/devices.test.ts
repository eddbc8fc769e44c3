/** Probing and choosing devices: probes that fail in every way are reports, and the choice follows the times. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UsageError } from "../../../sim/core/index.ts";
import { chooseDevice } from "../../../worldmodel/devices/choose-device.ts";
import { graphicsCards } from "../../../worldmodel/devices/graphics-cards.ts";
import { type DeviceReport, type ProbeOptions, probeDevices } from "../../../worldmodel/devices/probe-devices.ts";
import { vulkanDrivers } from "../../../worldmodel/devices/vulkan-drivers.ts";

/** Runs in place of the probe; `device` is what is being probed. */
const SCRIPTS = {
  crashes: "process.kill(process.pid, 'SIGSEGV');",
  hangs: "setInterval(() => {}, 1000);",
  exits: "process.exitCode = 3;",
  refuses: "console.log('failed: no adapter');",
  lacksLibrary: `console.error(${JSON.stringify(
    "[E:onnxruntime:onnxruntime-node, provider_bridge_ort.cc:2146 Create] [ONNXRuntimeError] : 1 : FAIL : Failed to load library /a/libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open shared object file: No such file or directory",
  )}); console.log('failed: OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library');`,
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
    expect(await reportOf("refuses")).toMatchObject({ works: false, detail: "no adapter", stepsPerSecond: undefined });
  });

  it("names the library that is missing", async () => {
    expect((await reportOf("lacksLibrary")).detail).toBe("library libcudnn.so.9 is missing");
  });

  it("times the steps between the probe's two lines", async () => {
    // The clock given here ticks once a reading, and four steps are timed.
    expect(await reportOf("works")).toMatchObject({ works: true, stepsPerSecond: 4 });
  });

  it("finds that the CPU works", async () => {
    let secs = 0;
    const clock = (): number => {
      secs += 2;
      return secs;
    };
    const [report] = await probeDevices({ clock, threads: 1 }, ["cpu"]);
    expect(report).toEqual({ device: "cpu", works: true, detail: "1 thread", stepsPerSecond: 2 });
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
    // Four steps in 1, 5 and 9 s.
    expect(choice.why).toMatch(
      new RegExp(`^fastest, ${wanted} 4 steps/s .*, cpu 0\\.8 steps/s .*, ${slowest} 0\\.44 steps/s [^\n]*$`),
    );
  });
});

describe("graphicsCards", () => {
  const pci = async (address: string, kind: string, vendor: string): Promise<void> => {
    await mkdir(join(folder, "sys/bus/pci/devices", address), { recursive: true });
    await writeFile(join(folder, "sys/bus/pci/devices", address, "class"), `${kind}\n`);
    await writeFile(join(folder, "sys/bus/pci/devices", address, "vendor"), `${vendor}\n`);
  };

  it("are the display controllers, by the driver's name where it tells one", async () => {
    await pci("0000:00:00.0", "0x060000", "0x8086");
    await pci("0000:00:02.0", "0x030000", "0x8086");
    await pci("0000:01:00.0", "0x030200", "0x10de");
    const information = join(folder, "proc/driver/nvidia/gpus/0000:01:00.0");
    await mkdir(information, { recursive: true });
    await writeFile(join(information, "information"), "Model: \t NVIDIA H100 80GB HBM3\nIRQ:   \t 11\n");
    expect(graphicsCards(folder)).toEqual([
      { vendor: "Intel", name: "Intel graphics" },
      { vendor: "NVIDIA", name: "NVIDIA H100 80GB HBM3" },
    ]);
  });

  it("are none where the system does not tell", () => {
    expect(graphicsCards("/nowhere")).toEqual([]);
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
