/** Tries the execution devices, each in a process of its own: a driver that crashes takes only its probe down. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Device } from "../runtime/session.ts";
import { graphicsCards } from "./graphics-cards.ts";
import { vulkanDrivers } from "./vulkan-drivers.ts";

export interface DeviceReport {
  readonly device: Device;
  readonly works: boolean;
  /** What it runs on, or why it cannot be used. One line. */
  readonly detail: string;
  /** Training steps of a small MDN-RNN (128 units, batch 32, 8 decisions) in a second, where it works. */
  readonly stepsPerSecond: number | undefined;
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

const TIMED_STEPS = 4;
/** Drivers that draw on the CPU: SwiftShader and Mesa's lavapipe. */
const SOFTWARE = /swiftshader|lvp/;
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
  const child = spawn(process.execPath, [...loader, path, device, String(threads), String(TIMED_STEPS)], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: timeoutSecs * 1000,
  });
  const arrivals = new Map<string, number>();
  let failure: string | undefined;
  let library: string | undefined;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    library ??= missingLibrary(text);
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    for (const line of text.split("\n")) {
      if (line.startsWith("failed: ")) failure = line.slice("failed: ".length);
      else if (line !== "") arrivals.set(line, clock());
    }
  });
  return new Promise((resolve) => {
    const refuse = (detail: string): void => resolve({ device, works: false, detail, stepsPerSecond: undefined });
    child.on("error", (error) => refuse(`the probe did not start: ${error.message}`));
    child.on("close", (status, signal) => {
      const [begin, end] = [arrivals.get("begin"), arrivals.get("end")];
      if (failure !== undefined) refuse(library === undefined ? failure : `library ${library} is missing`);
      else if (begin !== undefined && end !== undefined) {
        const stepsPerSecond = TIMED_STEPS / (end - begin);
        resolve({ device, works: true, detail: describe(device, threads, environment), stepsPerSecond });
      } else if (child.killed || signal === "SIGTERM") refuse(`the probe did not end within ${timeoutSecs} s`);
      else refuse(`the probe ended without a report (${signal ?? `status ${status}`})`);
    });
  });
}

/** ONNX Runtime does not tell the adapter's name; on Linux the system's and the drivers' names do. */
function describe(device: Device, threads: number, environment: ProbeOptions["environment"]): string {
  if (device === "cpu") return `${threads} thread${threads === 1 ? "" : "s"}`;
  const cards = graphicsCards().filter(({ vendor }) => device === "webgpu" || vendor === "NVIDIA");
  const named = cards.length > 0 ? ` on ${cards.map(({ name }) => name).join(" or ")}` : "";
  if (device === "cuda") return `CUDA${named}`;
  if (process.platform !== "linux") return process.platform === "darwin" ? "Metal" : "Direct3D 12";
  const drivers = vulkanDrivers(environment);
  const software = drivers.length > 0 && drivers.every((name) => SOFTWARE.test(name));
  return `Vulkan (${drivers.join(", ") || "driver unknown"}${software ? ", software" : ""})${software ? "" : named}`;
}

/** The library that a provider lacks: ONNX Runtime writes its name to standard error, and throws less. */
function missingLibrary(log: string): string | undefined {
  return /Failed to load library .*error: (?:\S*\/)?([^\s/:]+): cannot open shared object file/.exec(log)?.[1];
}
