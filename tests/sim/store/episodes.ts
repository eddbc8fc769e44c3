/** Episodes for the store's tests: every value is a function of its place, so that any mix-up shows. */
import type { BoxSpace, Episode } from "../../../sim/core/index.ts";

function box(shape: readonly number[], dtype: "float32" | "uint8", low: number, high: number): BoxSpace {
  const size = shape.reduce((product, side) => product * side, 1);
  return {
    kind: "box",
    dtype,
    shape,
    low: Array.from({ length: size }, () => low),
    high: Array.from({ length: size }, () => high),
    names: Array.from({ length: size }, (_, i) => `element ${i}`),
    units: Array.from({ length: size }, () => "1"),
  };
}

/** An episode of `steps` steps with a state [3], pixels [2,2,3] and actions [2]. */
export function sampleEpisode(seed: number, steps = 9): Episode {
  const rows = steps + 1;
  return {
    scenario: "sample",
    scenarioHash: "abc123",
    seed,
    agent: "random",
    steps,
    observationSpace: {
      state: box([3], "float32", Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
      pixels: box([2, 2, 3], "uint8", 0, 255),
    },
    actionSpace: box([2], "float32", -1, 1),
    observations: {
      state: Float32Array.from({ length: rows * 3 }, (_, i) => Math.fround(seed + i / 7)),
      pixels: Uint8Array.from({ length: rows * 12 }, (_, i) => (seed + i * 31) % 256),
    },
    actions: Float32Array.from({ length: steps * 2 }, (_, i) => Math.fround((seed + i) / 100)),
    rewards: Float32Array.from({ length: steps }, (_, i) => i / 4),
    terminated: false,
    truncated: true,
  };
}
