/** Which device training and planning run on. */
import { UsageError } from "../../sim/core/index.ts";
import type { Device } from "../runtime/session.ts";
import { type DeviceReport, type ProbeOptions, probeDevices } from "./probe-devices.ts";

export interface DeviceChoice {
  readonly device: Device;
  /** One line for the person who waits. */
  readonly why: string;
}

/**
 * `auto` takes the device that trains a small MDN-RNN fastest: a software Vulkan never wins. An explicit device that
 * cannot be used is a UsageError.
 */
export async function chooseDevice(
  wanted: Device | "auto",
  options: Partial<ProbeOptions> & Pick<ProbeOptions, "clock">,
): Promise<DeviceChoice> {
  if (wanted === "cpu") return { device: "cpu", why: "asked for" };
  if (wanted === "auto") return fastestDevice(options);
  const [report] = await probeDevices(options, [wanted]);
  if (!report?.works) {
    throw new UsageError(
      `--device ${wanted}: a ${wanted} device that works is required, got: ${report?.detail ?? "none"}`,
    );
  }
  return { device: wanted, why: `asked for: ${report.detail}` };
}

async function fastestDevice(options: Partial<ProbeOptions> & Pick<ProbeOptions, "clock">): Promise<DeviceChoice> {
  const accelerators = await probeDevices(options, ["webgpu", "cuda"]);
  const working = accelerators.filter(({ works }) => works);
  if (working.length === 0) {
    return {
      device: "cpu",
      why: `no GPU can be used (${accelerators.map(({ device, detail }) => `${device}: ${detail}`).join("; ")})`,
    };
  }
  const reports = [...working, ...(await probeDevices(options, ["cpu"]))];
  const timed = reports.flatMap((report) => (report.secs === undefined ? [] : [{ ...report, secs: report.secs }]));
  const [fastest] = timed.sort((a, b) => a.secs - b.secs);
  return { device: fastest?.device ?? "cpu", why: timed.map(showTime).join(", ") };
}

function showTime({ device, detail, secs }: DeviceReport & { readonly secs: number }): string {
  return `${device} ${Math.round(secs * 1000)} ms (${detail})`;
}
