/** Dirichlet noise in the priors of the root, so that a search by PUCT tries what its priors rule out. */
import { log, pow, type Rng } from "../../sim/core/index.ts";
import { gatherOpenSlots } from "./open-slots.ts";
import type { SearchContext } from "./search-context.ts";
import type { SearchTree } from "./search-tree.ts";

/** The priors of the root's open slots become (1 − fraction) P + fraction · η, η ~ Dir(α) (AlphaZero, Silver et al. 2018). */
export function addRootNoise<S>(tree: SearchTree<S>, context: SearchContext): void {
  const { open, options, rng } = context;
  const { rootNoiseFraction: fraction, rootNoiseAlpha: alpha } = options;
  gatherOpenSlots(tree, 0, options, open);
  const noise = Float64Array.from({ length: open.count }, () => gamma(rng, alpha));
  const sum = noise.reduce((total, value) => total + value, 0);
  for (let k = 0; k < open.count; k++) {
    const share = sum > 0 ? noise[k]! / sum : 1 / open.count;
    tree.priorLogits[open.slot[k]!] = log((1 - fraction) * open.prior[k]! + fraction * share);
  }
}

/** Gamma with a shape and scale 1 (Marsaglia & Tsang 2000; below 1 by their section 6). */
function gamma(rng: Rng, shape: number): number {
  if (shape < 1) return gamma(rng, shape + 1) * pow(1 - rng.uniform(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const root = 1 + c * x;
    const v = root * root * root;
    if (v > 0 && log(1 - rng.uniform()) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
  }
}
