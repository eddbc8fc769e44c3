/** Vulkan drivers of this machine: on Linux the WebGPU device runs on one. */
import { existsSync, readdirSync } from "node:fs";
import { basename, delimiter, join } from "node:path";

/** Where the Vulkan loader looks for driver manifests (Khronos' loader interface document). */
const FOLDERS = ["/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/usr/share/vulkan/icd.d"];

/** Names of the manifests that the loader would read: those that the environment names, else those in its folders. */
export function vulkanDrivers(
  environment: Readonly<Record<string, string | undefined>>,
  folders: readonly string[] = FOLDERS,
): readonly string[] {
  const named = environment["VK_DRIVER_FILES"] || environment["VK_ICD_FILENAMES"];
  const paths = named
    ? named.split(delimiter)
    : folders
        .filter((folder) => existsSync(folder))
        .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return paths.filter((path) => path.endsWith(".json") && existsSync(path)).map((path) => basename(path, ".json"));
}
