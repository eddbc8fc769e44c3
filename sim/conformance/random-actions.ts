/** Random actions within a space: new ones at every step, held ones, and corners of the box. */
import { createRng } from "../core/rng.ts";
import { type BoxSpace, spaceSize } from "../core/space.ts";

/** Steps for which a held action stays: long enough to reach limits and to hit things. */
const HOLD_STEPS = 20;

export type ActionStyle = "fresh" | "held" | "corners";

/** An endless supply: each call gives the next action, in an array of its own. */
export function randomActions(space: BoxSpace, seed: number, style: ActionStyle = "fresh"): () => Float32Array {
  const rng = createRng(seed).split("conformance actions");
  const size = spaceSize(space);
  let held = new Float32Array(size);
  let step = 0;
  return () => {
    if (style === "fresh" || step % HOLD_STEPS === 0) {
      held = Float32Array.from({ length: size }, (_, i) => {
        const low = space.low[i] ?? -1;
        const high = space.high[i] ?? 1;
        if (style === "corners") return rng.uniform() < 0.5 ? low : high;
        return Math.min(high, Math.max(low, low + (high - low) * rng.uniform()));
      });
    }
    step++;
    return held.slice();
  };
}

/** The action nearest to zero within a space. */
export function idleAction(space: BoxSpace): Float32Array {
  return Float32Array.from({ length: spaceSize(space) }, (_, i) =>
    Math.min(space.high[i] ?? 0, Math.max(space.low[i] ?? 0, 0)),
  );
}
