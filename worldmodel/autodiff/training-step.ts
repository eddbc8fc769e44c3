/** One training step as a graph: forward, backward, clipping and the optimiser's update. */
import { clipped, globalNorm } from "./clipping.ts";
import { ancestors, gradients } from "./gradients.ts";
import { createOptimiser, OPTIMISER_DEFAULTS, type OptimiserOptions } from "./optimiser.ts";
import { within } from "./place.ts";
import { input, type Shape, type Value } from "./value.ts";

/** An array that training carries from step to step. */
export interface CarriedArray {
  readonly name: string;
  readonly shape: Shape;
}

export interface TrainingStep {
  readonly parameters: readonly CarriedArray[];
  /** The optimiser's arrays; they start at zero. */
  readonly optimiserState: readonly CarriedArray[];
  /** Arrays that are fed once and stay on the device. */
  readonly resident: readonly CarriedArray[];
  /** Batch inputs and the two scalars `step` (1 for the first) and `learningRate`. */
  readonly inputs: readonly CarriedArray[];
  /** Everything the model returns: `next:<name>` for each carried array, and the metrics. */
  readonly outputs: Readonly<Record<string, Value>>;
  readonly metrics: readonly string[];
}

export interface TrainingStepOptions {
  /** Minimised. */
  readonly loss: Value;
  /** Scalars to report beside the loss, by name. */
  readonly metrics: Readonly<Record<string, Value>>;
  readonly optimiser?: Partial<OptimiserOptions> | undefined;
}

export const STEP_INPUT = "step";
export const LEARNING_RATE_INPUT = "learningRate";
/** Metric of every step: the Euclidean norm of all gradients together, before clipping. */
export const GRADIENT_NORM = "gradientNorm";
/** Prefix of the outputs that become the next step's inputs. */
export const NEXT = "next:";

/** Builds the step for every parameter that the loss depends on. Metrics: `loss`, the given ones and `gradientNorm`. */
export function trainingStep({ loss, metrics, ...given }: TrainingStepOptions): TrainingStep {
  const options = { ...OPTIMISER_DEFAULTS, ...given.optimiser };
  const optimiser = createOptimiser(options);
  const leaves = ancestors([loss]);
  const parameters = leaves.filter((value) => value.origin.kind === "parameter");
  const batch = leaves.filter((value) => value.origin.kind === "input");
  const step = input(STEP_INPUT, []);
  const learningRate = input(LEARNING_RATE_INPUT, []);
  const derived = gradients(loss, parameters);
  const norm = within("gradient norm", () => globalNorm(derived));
  const bounded = within("gradient clipping", () => clipped(derived, norm, options));
  const reported = { loss, ...metrics, [GRADIENT_NORM]: norm };
  const outputs: Record<string, Value> = { ...reported };
  const optimiserState: CarriedArray[] = [];

  for (const [index, gradient] of bounded.entries()) {
    const weight = parameters[index];
    if (weight?.origin.kind !== "parameter") continue;
    const { name } = weight.origin;
    const state = optimiser.stateNames.map((slot) => input(`${name}/${slot}`, weight.shape));
    const updated = within(`update of ${name}`, () =>
      optimiser.update({ weight, gradient, state, step, learningRate }),
    );
    outputs[NEXT + name] = updated.weight;
    for (const [slotIndex, slot] of optimiser.stateNames.entries()) {
      const next = updated.state[slotIndex];
      if (next === undefined) continue;
      outputs[`${NEXT}${name}/${slot}`] = next;
      optimiserState.push({ name: `${name}/${slot}`, shape: weight.shape });
    }
  }
  return {
    parameters: parameters.map(fedArray),
    optimiserState,
    resident: [],
    inputs: [...batch, step, learningRate].map(fedArray),
    outputs,
    metrics: Object.keys(reported),
  };
}

/** Name and shape of a parameter or an input. */
export function fedArray(value: Value): CarriedArray {
  return {
    name: value.origin.kind === "input" || value.origin.kind === "parameter" ? value.origin.name : "",
    shape: value.shape,
  };
}
