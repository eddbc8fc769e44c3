/** Vulkan on the CPU: Chromium ships SwiftShader and a loader, with which the WebGPU device runs on a machine without a GPU. */
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const DRIVER = "vk_swiftshader_icd.json";
const LOADER = "libvulkan.so.1";

/** Environment for a process that is to find it; undefined where no browser brings it along, or the system is not Linux. */
export function softwareVulkan(): Readonly<Record<string, string>> | undefined {
  if (process.platform !== "linux") return undefined;
  const browser = process.env["CRAIK_BROWSER"];
  const folders = [...(browser === undefined ? [] : [dirname(browser)]), "/usr/lib/chromium"];
  const folder = folders.find((candidate) => existsSync(join(candidate, DRIVER)));
  if (folder === undefined) return undefined;
  const libraries = [process.env["LD_LIBRARY_PATH"], existsSync(join(folder, LOADER)) ? folder : undefined];
  return {
    VK_ICD_FILENAMES: join(folder, DRIVER),
    LD_LIBRARY_PATH: libraries.filter((path) => path !== undefined && path !== "").join(delimiter),
  };
}
