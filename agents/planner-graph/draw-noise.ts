/** The numbers that a planner draws for a decision, in its order, as inputs of its graph. */
import type { Rng } from "../../sim/core/index.ts";
import type { Search } from "./search-of.ts";

/** Draws as `planWith` does from the same rng, when it starts with `kept` elites. Shapes as in `plannerGraph`; what that does not read is left out there. */
export function drawNoise(
  { counts, horizon, kept: most, meanIsCandidate, proposals }: Search,
  actions: number,
  { rng, kept }: { readonly rng: Rng; readonly kept: number },
): Readonly<Record<string, Float32Array>> {
  const policyNoise = new Float32Array(horizon * proposals * actions);
  rng.normalInto(policyNoise);
  const [rows = 0] = counts;
  const length = horizon * actions;
  const noise = new Float32Array(counts.length * rows * length);
  const sequence = new Float64Array(horizon);
  for (const [iteration, count] of counts.entries()) {
    const first = proposals + (iteration === 0 ? kept : most);
    const mean = meanIsCandidate && iteration === counts.length - 1 ? proposals + most : -1;
    for (let row = first; row < count; row++) {
      if (row === mean) continue;
      const start = (iteration * rows + row) * length;
      for (let a = 0; a < actions; a++) {
        rng.normalInto(sequence);
        for (let t = 0; t < horizon; t++) noise[start + t * actions + a] = sequence[t]!;
      }
    }
  }
  const lastNoise = new Float32Array(most * actions);
  rng.normalInto(lastNoise);
  return { policyNoise, noise, lastNoise, uniform: Float32Array.of(rng.uniform()) };
}
