/** The bias correction of exponential moving averages. */
import { log } from "../../sim/core/index.ts";
import { divide, scale, subtract, tanh } from "./elementwise.ts";
import { constant, type Value } from "./value.ts";

/** 1 − βᵗ as 2s / (s − 1) with s = tanh(½ t log β): subtracting βᵗ from 1 loses ten bits when β is 0.999. */
export function oneMinusPower(beta: number, step: Value): Value {
  const s = tanh(scale(step, 0.5 * log(beta)));
  return divide(scale(s, 2), subtract(s, constant(1)));
}
