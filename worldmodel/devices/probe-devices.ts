/** Tries the execution devices, each in a process of its own: a driver that crashes takes only its probe down. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Device } from "../runtime/session.ts";
import { vulkanDrivers } from "./vulkan-drivers.ts";

export interface DeviceReport {
  readonly device: Device;
  readonly works: boolean;
  /** What it runs on, or why it cannot be used. One line. */
  readonly detail: string;
  /** Time of a few training steps of a small MDN-RNN, where it works. */
  readonly secs: number | undefined;
}

export interface ProbeOptions {
  /** Monotonic time in seconds. */
  readonly clock: () => number;
  /** Threads for the CPU. */
  readonly threads: number;
  /** For the probe's process; Vulkan's loader reads its variables when a process starts. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutSecs: number;
  /** What the probe's process runs. */
  readonly script: URL;
}

const PROBE_DEFAULTS: Omit<ProbeOptions, "clock"> = {
  threads: 2,
  environment: process.env,
  // A software Vulkan takes seconds to compile a training step's shaders.
  timeoutSecs: 60,
  script: new URL(
    existsSync(new URL("./probe-child.js", import.meta.url)) ? "./probe-child.js" : "./probe-child.ts",
    import.meta.url,
  ),
};

const DEVICES: readonly Device[] = ["cpu", "webgpu", "cuda"];

/** One after the other, since two WebGPU sessions must not run at once. Never rejects: whatever happens is the report. */
export async function probeDevices(
  options: Partial<ProbeOptions> & Pick<ProbeOptions, "clock">,
  devices: readonly Device[] = DEVICES,
): Promise<readonly DeviceReport[]> {
  const reports: DeviceReport[] = [];
  for (const device of devices) reports.push(await probe(device, { ...PROBE_DEFAULTS, ...options }));
  return reports;
}

function probe(
  device: Device,
  { clock, threads, environment, timeoutSecs, script }: ProbeOptions,
): Promise<DeviceReport> {
  const path = fileURLToPath(script);
  // From the sources Node needs help with TypeScript.
  const loader = path.endsWith(".ts") ? ["--import", import.meta.resolve("jiti/register")] : [];
  const child = spawn(process.execPath, [...loader, path, device, String(threads)], {
    env: environment,
    stdio: ["ignore", "pipe", "ignore"],
    timeout: timeoutSecs * 1000,
  });
  const arrivals = new Map<string, number>();
  let failure: string | undefined;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    for (const line of text.split("\n")) {
      if (line.startsWith("failed: ")) failure = line.slice("failed: ".length);
      else if (line !== "") arrivals.set(line, clock());
    }
  });
  return new Promise((resolve) => {
    const refuse = (detail: string): void => resolve({ device, works: false, detail, secs: undefined });
    child.on("error", (error) => refuse(`the probe did not start: ${error.message}`));
    child.on("close", (status, signal) => {
      const [begin, end] = [arrivals.get("begin"), arrivals.get("end")];
      if (failure !== undefined) refuse(failure);
      else if (begin !== undefined && end !== undefined) {
        resolve({ device, works: true, detail: describe(device, threads, environment), secs: end - begin });
      } else if (child.killed || signal === "SIGTERM") refuse(`the probe did not end within ${timeoutSecs} s`);
      else refuse(`the probe ended without a report (${signal ?? `status ${status}`})`);
    });
  });
}

/** ONNX Runtime does not tell the adapter's name; on Linux the drivers' names do. */
function describe(device: Device, threads: number, environment: ProbeOptions["environment"]): string {
  if (device === "cpu") return `${threads} thread${threads === 1 ? "" : "s"}`;
  if (device === "cuda") return "CUDA";
  if (process.platform !== "linux") return process.platform === "darwin" ? "Metal" : "Direct3D 12";
  return `Vulkan (${vulkanDrivers(environment).join(", ") || "driver unknown"})`;
}
