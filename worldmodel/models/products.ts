/** How the products of one step of M are cut, by what a device is good at. */
import type { Device } from "../runtime/session.ts";

/**
 * `joined`: as few operators as it takes, for GPUs, where launching one costs more than what it computes. `apart`: a product for each gate and
 * each head, for the CPU, where cutting a joined product apart costs more than it saves.
 */
export type Products = "joined" | "apart";

export function productsFor(device: Device): Products {
  return device === "cpu" ? "apart" : "joined";
}
