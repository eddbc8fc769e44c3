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
      why: `no GPU can be used (${accelerators.map(showReason).join("; ")})`,
    };
  }
  const reports = [...working, ...(await probeDevices(options, ["cpu"]))];
  const [fastest, ...others] = [...reports].sort((a, b) => (b.stepsPerSecond ?? 0) - (a.stepsPerSecond ?? 0));
  if (!fastest?.works) return { device: "cpu", why: `no device works (${reports.map(showReason).join("; ")})` };
  const why = `fastest, ${[fastest, ...others].map(showRate).join(", ")}`;
  const refused = accelerators.filter(({ works }) => !works);
  return { device: fastest.device, why: [why, ...refused.map(showReason)].join("; ") };
}

function showRate({ device, detail, stepsPerSecond = 0 }: DeviceReport): string {
  return `${device} ${Number(stepsPerSecond.toPrecision(2))} steps/s (${detail})`;
}

function showReason({ device, detail }: DeviceReport): string {
  return `${device}: ${detail}`;
}
