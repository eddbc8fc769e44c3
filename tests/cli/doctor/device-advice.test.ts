/** What the doctor advises, for machines of every kind. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { adviseOnDevices, findInstallScript, type MachineFacts } from "../../../cli/doctor/device-advice.ts";
import type { DeviceReport } from "../../../worldmodel/index.ts";

const works = (device: DeviceReport["device"], stepsPerSecond: number): DeviceReport => ({
  ...{ device, works: true, detail: "", stepsPerSecond },
});
const fails = (device: DeviceReport["device"], detail: string): DeviceReport => ({
  ...{ device, works: false, detail, stepsPerSecond: undefined },
});
const NO_PROVIDER = "library libonnxruntime_providers_shared.so is missing";
const BARE: MachineFacts = {
  platform: "linux",
  arch: "x64",
  devices: [works("cpu", 100), fails("webgpu", "No supported adapters"), fails("cuda", NO_PROVIDER)],
  cards: [],
  nvidiaDriver: false,
  vulkanLoader: false,
  installScript: "node_modules/onnxruntime-node/script/install.js",
};
const NVIDIA = { vendor: "NVIDIA", name: "NVIDIA H100" } as const;
const lineOf = (device: string, facts: Partial<MachineFacts>): string | undefined =>
  adviseOnDevices({ ...BARE, ...facts }).find((line) => line.startsWith(`${device}:`));

describe("advice on webgpu", () => {
  it("does not send anyone without a graphics card to install drivers", () => {
    expect(lineOf("webgpu", {})).toMatch(/shows no graphics card/);
  });

  it.each([
    ["AMD", false, /libvulkan1.*and.*mesa-vulkan-drivers/],
    ["Intel", true, /^webgpu: install the Vulkan driver of Intel graphics .*mesa-vulkan-drivers/],
  ] as const)("names the packages for %s", (vendor, vulkanLoader, wanted) => {
    expect(lineOf("webgpu", { cards: [{ vendor, name: `${vendor} graphics` }], vulkanLoader })).toMatch(wanted);
  });

  it("tells NVIDIA's driver that is missing from one without its Vulkan part", () => {
    const facts = { cards: [NVIDIA], vulkanLoader: true };
    expect(lineOf("webgpu", facts)).toMatch(/NVIDIA's driver for NVIDIA H100/);
    expect(lineOf("webgpu", { ...facts, nvidiaDriver: true })).toMatch(/nvidia-vulkan-icd/);
  });

  it.each([
    ["darwin", /Metal/],
    ["win32", /Direct3D 12/],
  ] as const)("is %s's own", (platform, wanted) => {
    expect(lineOf("webgpu", { platform })).toMatch(wanted);
  });
});

describe("advice on cuda", () => {
  it("goes from the card to the driver, the provider and the libraries", () => {
    expect(lineOf("cuda", {})).toMatch(/needs an NVIDIA card/);
    expect(lineOf("cuda", { cards: [NVIDIA] })).toMatch(/install NVIDIA's driver first/);
    const driven = { cards: [NVIDIA], nvidiaDriver: true };
    expect(lineOf("cuda", driven)).toMatch(
      /`ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules\/onnxruntime-node\/script\/install\.js`/,
    );
    const devices = [works("cpu", 100), fails("cuda", "library libcudnn.so.9 is missing")];
    expect(lineOf("cuda", { ...driven, devices })).toMatch(/libcudnn\.so\.9 is missing.*libcudnn9-cuda-12/);
  });

  it("is silent where ONNX Runtime has no CUDA provider to install", () => {
    expect(lineOf("cuda", { platform: "win32" })).toBeUndefined();
    expect(lineOf("cuda", { arch: "arm64" })).toBeUndefined();
  });

  it("names a script that is there, and an installation that it knows", () => {
    expect(existsSync(resolve(findInstallScript() ?? ""))).toBe(true);
    const require = createRequire(import.meta.url);
    const metadata = require("onnxruntime-node/script/install-metadata.js") as {
      readonly requirements: Readonly<Record<string, readonly string[]>>;
    };
    const offered = Object.entries(metadata.requirements).filter(([, names]) => names.includes("cuda12"));
    expect(offered.map(([platform]) => platform)).toEqual(["linux/x64"]);
  });
});

it("says so when another device than the CPU is the fastest", () => {
  const devices = [works("cpu", 100), works("webgpu", 300), fails("cuda", NO_PROVIDER)];
  expect(lineOf("training", { devices })).toMatch(/`--device webgpu` is the fastest/);
  expect(lineOf("training", { devices: [works("cpu", 100), works("webgpu", 3)] })).toBeUndefined();
});
