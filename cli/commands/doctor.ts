/** `craik doctor`: what works on this machine, and how to get what does not. */
import { existsSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import type { DeviceReport } from "../../worldmodel/index.ts";
import { type Command, defineCommand } from "../command.ts";
import { adviseOnDevices, findInstallScript, hasVulkanLoader, type MachineFacts } from "../doctor/device-advice.ts";
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
    const { graphicsCards, probeDevices } = await import("../../worldmodel/index.ts");
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
      advice: advise(found, {
        platform: process.platform,
        arch: process.arch,
        devices,
        cards: graphicsCards(),
        nvidiaDriver: existsSync("/proc/driver/nvidia/version"),
        vulkanLoader: hasVulkanLoader(),
        installScript: findInstallScript(),
      }),
    };
  },
  print: (diagnosis) => {
    const rows = [
      ["node", diagnosis.node],
      ["platform", diagnosis.platform],
      ["cores", String(diagnosis.cores)],
      ["memory", `${diagnosis.memoryGiB} GiB`],
      ...diagnosis.devices.map(({ device, works, detail, stepsPerSecond }) => [
        device,
        works
          ? `works: ${detail}, ${Number(stepsPerSecond?.toPrecision(2))} training steps/s of a small M`
          : `does not work: ${detail}`,
      ]),
      ["browser", diagnosis.browser ?? "none found"],
      ["viewer page", diagnosis.page ? "built" : "not built"],
    ];
    return [formatTable(["what", "found"], rows), ...diagnosis.advice.map((line) => `→ ${line}`)].join("\n");
  },
});

function advise(found: Pick<Diagnosis, "browser" | "page">, machine: MachineFacts): readonly string[] {
  const advice = [...adviseOnDevices(machine)];
  if (found.browser === null)
    advice.push(
      "browser: install Chromium, Chrome, Edge or Firefox, or open the viewer's address from another machine's browser.",
    );
  if (!found.page) advice.push("viewer page: run `npm run build:client` in the checkout.");
  return advice;
}
