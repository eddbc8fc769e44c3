/** dm_control's `tolerance`: how near a value is to where it should be, from 0 to 1 (dm_control/utils/rewards.py). */
import { exp, log } from "./core/deterministic-math.ts";

export interface ToleranceOptions {
  /** Where the result is 1; [0, 0] unless given. */
  readonly bounds?: readonly [number, number];
  /** Distance from the bounds at which the result is `valueAtMargin`; 0, where the result is a step, unless given. */
  readonly margin?: number;
  /** 0.1 unless given; a gaussian needs more than 0. */
  readonly valueAtMargin?: number;
  /** Fall beyond the bounds; gaussian unless given. */
  readonly shape?: "gaussian" | "linear" | "quadratic";
}

/** 1 within the bounds, falling to `valueAtMargin` at the margin. */
export function tolerance(x: number, options: ToleranceOptions = {}): number {
  const { bounds = [0, 0], margin = 0, valueAtMargin = 0.1, shape = "gaussian" } = options;
  const [low, high] = bounds;
  if (x >= low && x <= high) return 1;
  if (margin === 0) return 0;
  const distance = (x < low ? low - x : x - high) / margin;
  switch (shape) {
    case "gaussian":
      return exp(distance * distance * log(valueAtMargin));
    case "linear":
      return Math.max(0, 1 - distance * (1 - valueAtMargin));
    case "quadratic":
      return Math.max(0, 1 - distance * distance * (1 - valueAtMargin));
  }
}
