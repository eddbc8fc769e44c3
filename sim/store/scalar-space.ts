/** The space of one unbounded number, as of a reward. */
import type { BoxSpace } from "../core/space.ts";

export const SCALAR: BoxSpace = { kind: "box", dtype: "float32", shape: [], low: [], high: [], names: [], units: [] };
