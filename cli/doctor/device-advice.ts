/** How to get a device that does not work yet, or a faster one: lines for a person, with commands that exist. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import type { DeviceReport, GraphicsCard } from "../../worldmodel/index.ts";

export interface MachineFacts {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly devices: readonly DeviceReport[];
  readonly cards: readonly GraphicsCard[];
  /** Whether NVIDIA's driver is loaded. */
  readonly nvidiaDriver: boolean;
  /** Whether Vulkan's loader is installed. */
  readonly vulkanLoader: boolean;
  /** `onnxruntime-node`'s install script, which brings the CUDA provider; undefined where the package lacks it. */
  readonly installScript: string | undefined;
}

export function adviseOnDevices(facts: MachineFacts): readonly string[] {
  const report = (device: string): DeviceReport | undefined => facts.devices.find((each) => each.device === device);
  const advice: string[] = [];
  if (!report("cpu")?.works)
    advice.push("cpu: reinstall with `npm rebuild onnxruntime-node`; it needs glibc 2.28 or newer on Linux.");
  if (!report("webgpu")?.works) advice.push(`webgpu: ${howToGetWebgpu(facts)}; training runs on the CPU meanwhile.`);
  const cuda = report("cuda");
  if (facts.platform === "linux" && facts.arch === "x64" && !cuda?.works)
    advice.push(`cuda: ${howToGetCuda(facts, cuda)}.`);
  const [fastest] = facts.devices.filter(({ works }) => works).sort(byRate);
  if (fastest && fastest.device !== "cpu" && report("cpu")?.works)
    advice.push(`training: \`--device ${fastest.device}\` is the fastest here; \`--device auto\` takes it.`);
  return advice;
}

function byRate(a: DeviceReport, b: DeviceReport): number {
  return (b.stepsPerSecond ?? 0) - (a.stepsPerSecond ?? 0);
}

function howToGetWebgpu({ platform, cards, nvidiaDriver, vulkanLoader }: MachineFacts): string {
  if (platform === "darwin") return "needs macOS 12 or newer, with a display session for Metal";
  if (platform === "win32") return "update the graphics driver, which must offer Direct3D 12";
  if (cards.length === 0)
    return "this machine shows no graphics card; in a container or virtual machine, pass the host's through";
  const missing = [
    ...(vulkanLoader
      ? []
      : ["Vulkan's loader (Debian, Ubuntu: `apt-get install libvulkan1`; Fedora: `dnf install vulkan-loader`)"]),
    ...cards.map(({ vendor, name }) => {
      if (vendor !== "NVIDIA")
        return `the Vulkan driver of ${name} (Debian, Ubuntu: \`apt-get install mesa-vulkan-drivers\`; Fedora: \`dnf install mesa-vulkan-drivers\`)`;
      return nvidiaDriver
        ? `the Vulkan part of NVIDIA's driver, nvidia_icd.json (Debian: \`apt-get install nvidia-vulkan-icd\`; in a container, NVIDIA_DRIVER_CAPABILITIES must include graphics)`
        : `NVIDIA's driver for ${name} (Debian: \`apt-get install nvidia-driver\` from non-free; Ubuntu: \`ubuntu-drivers install\`)`;
    }),
  ];
  return `install ${[...new Set(missing)].join(", and ")}`;
}

function howToGetCuda({ cards, nvidiaDriver, installScript }: MachineFacts, cuda: DeviceReport | undefined): string {
  if (!nvidiaDriver && !cards.some(({ vendor }) => vendor === "NVIDIA"))
    return "needs an NVIDIA card, and this machine shows none";
  if (!nvidiaDriver) return "install NVIDIA's driver first, then run `craik doctor` again";
  if (cuda && /libonnxruntime_providers/.test(cuda.detail)) {
    return installScript === undefined
      ? "onnxruntime-node lacks its install script: reinstall it with `npm install`"
      : `run \`ONNXRUNTIME_NODE_INSTALL=cuda12 node ${installScript}\`, which downloads ONNX Runtime's CUDA provider from nuget.org; without the internet it ends with ENOTFOUND and changes nothing`;
  }
  return `CUDA 12 and cuDNN 9 must be where the loader finds them (${cuda?.detail ?? "no report"}): install NVIDIA's packages cuda-libraries-12-x and libcudnn9-cuda-12, or add their folder to LD_LIBRARY_PATH`;
}

/** Where the package of this installation is; as a path from the folder that the person is in. */
export function findInstallScript(): string | undefined {
  const packageFile = createRequire(import.meta.url).resolve("onnxruntime-node/package.json");
  const script = join(dirname(packageFile), "script", "install.js");
  if (!existsSync(script)) return undefined;
  const near = relative(process.cwd(), script);
  return near.startsWith("..") ? script : near;
}

/** Whether the dynamic linker's usual folders, or those of the environment, hold Vulkan's loader. */
export function hasVulkanLoader(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  const folders = [
    ...(environment["LD_LIBRARY_PATH"] ?? "").split(":"),
    ...[
      "/lib",
      "/lib64",
      "/usr/lib",
      "/usr/lib64",
      "/usr/local/lib",
      "/usr/lib/x86_64-linux-gnu",
      "/usr/lib/aarch64-linux-gnu",
    ],
  ];
  return folders.some((folder) => folder !== "" && existsSync(join(folder, "libvulkan.so.1")));
}
