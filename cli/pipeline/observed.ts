/** What the environments of a run observe. */
import type { RunConfig } from "./run-config.ts";

/** The state, by which episodes replay and are compared, and what V sees. */
export function observedBy({ modality }: Pick<RunConfig, "modality">): readonly string[] {
  return modality === "state" ? ["state"] : ["state", modality];
}
