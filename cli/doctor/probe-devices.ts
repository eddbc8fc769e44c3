/** Tries each execution device in a process of its own: a driver that crashes takes only its probe down. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface DeviceReport {
  readonly device: string;
  readonly works: boolean;
  /** What was found, or why it does not work. */
  readonly detail: string;
}

export interface ProbeOptions {
  /** Script that is given the device's name and prints a DeviceReport as its last line of output. */
  readonly script?: URL;
  readonly timeoutSecs?: number;
}

const TIMEOUT_SECS = 30;

/** Never rejects: whatever happens to a probe is its report. */
export async function probeDevices(
  devices: readonly string[],
  options: ProbeOptions = {},
): Promise<readonly DeviceReport[]> {
  const reports: DeviceReport[] = [];
  // One after the other: two WebGPU sessions must not run at once.
  for (const device of devices) reports.push(await probe(device, options));
  return reports;
}

function probe(device: string, options: ProbeOptions): Promise<DeviceReport> {
  const { script = defaultScript(), timeoutSecs = TIMEOUT_SECS } = options;
  const path = fileURLToPath(script);
  // From the sources Node needs help with TypeScript.
  const loader = path.endsWith(".ts") ? ["--import", "jiti/register"] : [];
  const child = spawn(process.execPath, [...loader, path, device], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: timeoutSecs * 1000,
  });
  let output = "";
  let noise = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    noise += text;
  });
  return new Promise((resolve) => {
    child.on("error", (error) =>
      resolve({ device, works: false, detail: `the probe did not start: ${error.message}` }),
    );
    child.on("close", (status, signal) =>
      resolve(explain(readReport(output, device) ?? crashed(device, status, signal), noise)),
    );
  });
}

function readReport(output: string, device: string): DeviceReport | undefined {
  try {
    const value: unknown = JSON.parse(output.trim().split("\n").at(-1) ?? "");
    if (typeof value !== "object" || value === null || !("works" in value) || !("detail" in value)) return undefined;
    return { device, works: value.works === true, detail: String(value.detail) };
  } catch {
    return undefined;
  }
}

/** Dawn, which WebGPU runs on, says only on standard error which library it missed. */
function explain(report: DeviceReport, noise: string): DeviceReport {
  const missing = report.works ? undefined : /Couldn't load Vulkan: ([^:\s]+)/.exec(noise)?.[1];
  return missing === undefined
    ? report
    : { ...report, detail: `${report.detail} (the Vulkan loader ${missing} is missing)` };
}

function crashed(device: string, status: number | null, signal: string | null): DeviceReport {
  return { device, works: false, detail: `the probe ended without a report (${signal ?? `status ${status}`})` };
}

function defaultScript(): URL {
  const compiled = new URL("./probe-child.js", import.meta.url);
  return existsSync(compiled) ? compiled : new URL("./probe-child.ts", import.meta.url);
}
