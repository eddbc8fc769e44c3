/** An environment in which WebGPU runs here: this machine's own Vulkan driver, else the SwiftShader that comes with Chromium. */
import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

export interface VulkanEnvironment {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly driver: string;
}

const CHILD = join(import.meta.dirname, "webgpu-child.ts");
const BROWSER_FOLDERS = [
  "/usr/lib/chromium",
  "/usr/lib/chromium-browser",
  "/opt/google/chrome",
  "/opt/microsoft/msedge",
];
const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** Undefined, with the reason, where no driver runs. */
export function findVulkan(): VulkanEnvironment | string {
  const tried: string[] = [];
  const environments = [{ environment: { ...process.env }, driver: "the machine's own driver" }, ...swiftShaders()];
  for (const candidate of environments) {
    const { status, stdout } = spawnSync(process.execPath, webgpuCommand("adapter"), {
      env: candidate.environment,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 60_000,
    });
    if (status === 0) return candidate;
    tried.push(`${candidate.driver}: ${stdout.trim() || "crashed"}`);
  }
  return `no Vulkan driver runs here (${tried.join("; ")})`;
}

export function webgpuCommand(task: string): string[] {
  return ["--import", import.meta.resolve("jiti/register"), CHILD, task];
}

/** Chromium brings the driver and, beside it, a Vulkan loader for machines without libvulkan1. */
function swiftShaders(): VulkanEnvironment[] {
  if (process.platform !== "linux") return [];
  const path = (process.env["PATH"] ?? "").split(delimiter);
  const onPath = path
    .flatMap((folder) => BROWSERS.map((name) => join(folder, name)))
    .filter((file) => existsSync(file));
  const folders = new Set([...BROWSER_FOLDERS, ...onPath.map((file) => dirname(realpathSync(file)))]);
  return [...folders].flatMap((folder) => {
    const manifest = join(folder, "vk_swiftshader_icd.json");
    if (!existsSync(manifest)) return [];
    const libraries = [folder, process.env["LD_LIBRARY_PATH"]].filter(Boolean).join(delimiter);
    const environment = { ...process.env, VK_ICD_FILENAMES: manifest, LD_LIBRARY_PATH: libraries };
    return [{ environment, driver: `SwiftShader of ${folder}` }];
  });
}
