/** Graphics cards of this machine, as Linux knows them: ONNX Runtime does not tell what it runs on. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface GraphicsCard {
  readonly vendor: "NVIDIA" | "AMD" | "Intel" | "other";
  /** As far as the driver tells it. */
  readonly name: string;
}

/** PCI vendors. */
const VENDORS: Readonly<Record<string, GraphicsCard["vendor"]>> = {
  "0x10de": "NVIDIA",
  "0x1002": "AMD",
  "0x8086": "Intel",
};
/** Display controllers (PCI code and ID assignment specification, base class 03), and NVIDIA's cards without outputs among the accelerators. */
const DISPLAY = "0x03";
const ACCELERATOR = "0x12";

/** None where the system has no such folders. */
export function graphicsCards(root = "/"): readonly GraphicsCard[] {
  const folder = join(root, "sys/bus/pci/devices");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((address): GraphicsCard[] => {
    const kind = firstLine(join(folder, address, "class"));
    if (!kind.startsWith(DISPLAY) && !kind.startsWith(ACCELERATOR)) return [];
    const vendor = VENDORS[firstLine(join(folder, address, "vendor"))] ?? "other";
    return [{ vendor, name: nvidiaModel(root, address) ?? `${vendor} graphics` }];
  });
}

/** What NVIDIA's driver says about the card at a PCI address. */
function nvidiaModel(root: string, address: string): string | undefined {
  const file = join(root, "proc/driver/nvidia/gpus", address, "information");
  return existsSync(file) ? /^Model:\s*(.+)$/m.exec(readFileSync(file, "utf8"))?.[1] : undefined;
}

function firstLine(file: string): string {
  return existsSync(file) ? (readFileSync(file, "utf8").split("\n")[0] ?? "") : "";
}
