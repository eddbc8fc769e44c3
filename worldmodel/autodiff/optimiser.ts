/** How weights follow from gradients, as plain data, and the graph that it stands for. */
import { UsageError } from "../../sim/core/index.ts";
import { adam } from "./adam.ts";
import { averaged } from "./averaging.ts";
import type { Value } from "./value.ts";

/** Null switches a bound or an average off. */
export interface OptimiserOptions {
  /** Where weight decay acts: `adam` adds it to the gradient (L2), `adamw` takes it off the weight (Loshchilov & Hutter 2019, algorithm 2). */
  readonly rule: "adam" | "adamw";
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** λ, for arrays of two axes and more: biases and gains do not decay. */
  readonly weightDecay: number;
  /** Bound on the Euclidean norm of all gradients together, which are scaled down to it (Pascanu et al. 2013, algorithm 1); comes first. */
  readonly clipNorm: number | null;
  /** Bound on each gradient element's magnitude. */
  readonly clipValue: number | null;
  /**
   * β of an exponential moving average of the weights (Polyak & Juditsky 1992), about the last 1 / (1 − β) updates. It is what is measured on
   * held-out episodes and what training gives; gradients are those at the weights themselves.
   */
  readonly averaging: number | null;
}

/** Kingma & Ba 2015, algorithm 1. */
export const OPTIMISER_DEFAULTS: OptimiserOptions = {
  ...{ rule: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  ...{ clipNorm: null, clipValue: null, averaging: null },
};

export interface UpdateInputs {
  readonly weight: Value;
  /** After clipping. */
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

/** Throws a UsageError that names the option out of its range. */
export function createOptimiser(options: OptimiserOptions): Optimiser {
  requireRanges(options);
  const rule = adam(options);
  return options.averaging === null ? rule : averaged(rule, options.averaging);
}

function requireRanges(options: OptimiserOptions): void {
  const { beta1, beta2, epsilon, weightDecay, clipNorm, clipValue, averaging } = options;
  const demands: readonly (readonly [string, number | null, string, boolean])[] = [
    ...Object.entries({ beta1, beta2, averaging }).map(
      ([name, beta]) => [name, beta, "in (0, 1)", beta === null || (beta > 0 && beta < 1)] as const,
    ),
    ...Object.entries({ epsilon, clipNorm, clipValue }).map(
      ([name, bound]) => [name, bound, "above 0", bound === null || bound > 0] as const,
    ),
    ["weightDecay", weightDecay, "at least 0", weightDecay >= 0],
  ];
  const wrong = demands.find(([, , , holds]) => !holds);
  if (wrong) throw new UsageError(`optimiser: ${wrong[0]} must be ${wrong[2]}, got ${wrong[1]}`);
}
