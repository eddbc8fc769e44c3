/** Runs a task of `webgpu-child.ts` on the Vulkan driver that there is. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findVulkan, webgpuCommand } from "./vulkan-environment.ts";

const vulkan = findVulkan();
/** What a suite's title says: the driver, or why it is skipped. */
export const WEBGPU: { readonly skipped: boolean; readonly title: string } =
  typeof vulkan === "string"
    ? { skipped: true, title: `skipped: ${vulkan}` }
    : { skipped: false, title: vulkan.driver };
export const WEBGPU_LIMIT_MS = 300_000;

/** What the task prints. */
export async function onWebgpu(task: string): Promise<unknown> {
  if (typeof vulkan === "string") throw new Error(vulkan);
  const { stdout } = await promisify(execFile)(process.execPath, webgpuCommand(task), {
    env: vulkan.environment,
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout);
}
