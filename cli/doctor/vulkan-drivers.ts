/** Vulkan drivers that the loader would find: on Linux the WebGPU device needs one. */
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where the Vulkan loader looks for driver manifests (Khronos' loader interface document). */
const FOLDERS = ["/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/usr/share/vulkan/icd.d"];

/** Manifests named by VK_DRIVER_FILES or VK_ICD_FILENAMES, else those in the loader's folders. */
export function listVulkanDrivers(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  folders: readonly string[] = FOLDERS,
): readonly string[] {
  const named = environment["VK_DRIVER_FILES"] ?? environment["VK_ICD_FILENAMES"];
  if (named !== undefined && named !== "") return named.split(delimiter).filter((path) => existsSync(path));
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => path.endsWith(".json"));
}
