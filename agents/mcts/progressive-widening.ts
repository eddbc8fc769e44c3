/** How many of a node's actions may be tried: more as it is visited more (Couëtoux et al. 2011, double progressive widening's actions). */
import { pow } from "../../sim/core/index.ts";
import type { MctsOptions } from "./mcts-options.ts";

type Widening = Pick<MctsOptions, "wideningFactor" | "wideningExponent">;

/** ⌈C · n^α⌉, at least 1. `visits` are the node's own, those in flight included. */
export function allowedChildren(visits: number, { wideningFactor, wideningExponent }: Widening): number {
  // A power that is whole but for its last bits must not be rounded up.
  return Math.max(1, Math.ceil(wideningFactor * pow(visits, wideningExponent) - 1e-9));
}
