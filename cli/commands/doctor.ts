/** `craik doctor`: what works on this machine, and how to get what does not. */
import { existsSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import type { DeviceReport } from "../../worldmodel/index.ts";
import { type Command, defineCommand } from "../command.ts";
import { findBrowser } from "../doctor/find-browser.ts";
import { findPackageFile } from "../package-root.ts";
import { formatTable } from "../table.ts";

interface Diagnosis {
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly devices: readonly DeviceReport[];
  readonly browser: string | null;
  /** Whether the viewer's page is built. */
  readonly page: boolean;
  readonly advice: readonly string[];
}

export const doctor: Command = defineCommand({
  name: "doctor",
  summary: "say what works on this machine, and how to get what does not",
  operands: {},
  options: {},
  async run({ progress }): Promise<Diagnosis> {
    const { probeDevices } = await import("../../worldmodel/index.ts");
    progress.start("trying the devices", 1);
    const devices = await probeDevices({ clock: () => performance.now() / 1000 });
    progress.clear();
    const found = {
      devices,
      browser: findBrowser() ?? null,
      page: existsSync(findPackageFile("dist/viewer-client/index.html")),
    };
    return {
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
      cores: availableParallelism(),
      memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
      ...found,
      advice: advise(found),
    };
  },
  print: (diagnosis) => {
    const rows = [
      ["node", diagnosis.node],
      ["platform", diagnosis.platform],
      ["cores", String(diagnosis.cores)],
      ["memory", `${diagnosis.memoryGiB} GiB`],
      ...diagnosis.devices.map(({ device, works, detail }) => [
        device,
        `${works ? "works" : "does not work"}: ${detail}`,
      ]),
      ["browser", diagnosis.browser ?? "none found"],
      ["viewer page", diagnosis.page ? "built" : "not built"],
    ];
    return [formatTable(["what", "found"], rows), ...diagnosis.advice.map((line) => `→ ${line}`)].join("\n");
  },
});

function advise(found: Pick<Diagnosis, "devices" | "browser" | "page">): readonly string[] {
  const works = (device: string): boolean => found.devices.some((report) => report.device === device && report.works);
  const advice: string[] = [];
  if (!works("cpu"))
    advice.push("cpu: reinstall with `npm rebuild onnxruntime-node`; it needs glibc 2.28 or newer on Linux.");
  if (!works("webgpu")) advice.push(`webgpu: ${howToGetWebgpu()}; training runs on the CPU meanwhile.`);
  if (!works("cuda") && process.platform === "linux" && process.arch === "x64") {
    advice.push(
      "cuda: with CUDA 12 and cuDNN 9 installed, run `ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install`.",
    );
  }
  if (found.browser === null)
    advice.push(
      "browser: install Chromium, Chrome, Edge or Firefox, or open the viewer's address from another machine's browser.",
    );
  if (!found.page) advice.push("viewer page: run `npm run build:client` in the checkout.");
  return advice;
}

function howToGetWebgpu(): string {
  if (process.platform !== "linux") return "update the graphics driver";
  return "install the Vulkan loader and your GPU's Vulkan driver (Debian: libvulkan1 and mesa-vulkan-drivers, or NVIDIA's driver)";
}
