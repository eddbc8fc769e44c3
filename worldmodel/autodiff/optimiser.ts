/** Optimisers as graph builders: how one weight array and its state follow from a gradient. */
import { log, ShapeError } from "../../sim/core/index.ts";
import { add, divide, multiply, scale, sqrt, square, subtract, tanh } from "./elementwise.ts";
import { constant, type Value } from "./value.ts";

export interface UpdateInputs {
  readonly weight: Value;
  readonly gradient: Value;
  /** One array of the weight's shape per state name. */
  readonly state: readonly Value[];
  /** Counts from 1. [] */
  readonly step: Value;
  /** [] */
  readonly learningRate: Value;
}

export interface Optimiser {
  /** The arrays kept for each weight, zero at the start. */
  readonly stateNames: readonly string[];
  update(inputs: UpdateInputs): { readonly weight: Value; readonly state: readonly Value[] };
}

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Kingma & Ba 2015, algorithm 1. */
const ADAM_DEFAULTS: AdamOptions = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Adam, with both bias corrections. */
export function adam(options: Partial<AdamOptions> = {}): Optimiser {
  const { beta1, beta2, epsilon } = { ...ADAM_DEFAULTS, ...options };
  return {
    stateNames: ["adamMean", "adamSquare"],
    update: ({ weight, gradient, state: [mean, meanSquare], step, learningRate }) => {
      if (mean === undefined || meanSquare === undefined)
        throw new ShapeError(`adam: two state arrays required, got ${mean === undefined ? "none" : "one"}`);
      const nextMean = add(scale(mean, beta1), scale(gradient, 1 - beta1));
      const nextSquare = add(scale(meanSquare, beta2), scale(square(gradient), 1 - beta2));
      const rate = divide(learningRate, oneMinusPower(beta1, step));
      const deviation = sqrt(divide(nextSquare, oneMinusPower(beta2, step)));
      const change = divide(multiply(nextMean, rate), add(deviation, constant(epsilon)));
      return { weight: subtract(weight, change), state: [nextMean, nextSquare] };
    },
  };
}

/** 1 − βᵗ as 2s / (s − 1) with s = tanh(½ t log β): subtracting βᵗ from 1 loses ten bits when β is 0.999. */
function oneMinusPower(beta: number, step: Value): Value {
  const s = tanh(scale(step, 0.5 * log(beta)));
  return divide(scale(s, 2), subtract(s, constant(1)));
}
