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
  /** Parameters, by their names, that the loss reads and the step leaves as they are: they become `resident`. None unless given. */
  readonly frozen?: ((name: string) => boolean) | undefined;
  /**
   * What one step leaves to the next besides weights, by name: the loss reads what the last step left as an input of that name. Kept
   * among the optimiser's state, zero at the start.
   */
  readonly carried?: Readonly<Record<string, Value>> | undefined;
}

export const STEP_INPUT = "step";
export const LEARNING_RATE_INPUT = "learningRate";
/** Metric of every step: the Euclidean norm of all gradients together, before clipping. */
export const GRADIENT_NORM = "gradientNorm";
/** Prefix of the outputs that become the next step's inputs. */
export const NEXT = "next:";

/**
 * Builds the step for every parameter that the loss depends on and that is not frozen. Metrics: `loss`, the given ones and
 * `gradientNorm`. The loss may read what the step itself has, as inputs of their names: `step`, `learningRate` and the optimiser's arrays, such as `averageOf` a weight.
 */
export function trainingStep({
  loss,
  metrics,
  frozen = () => false,
  carried = {},
  ...given
}: TrainingStepOptions): TrainingStep {
  const options = { ...OPTIMISER_DEFAULTS, ...given.optimiser };
  const optimiser = createOptimiser(options);
  const leaves = ancestors([loss, ...Object.values(carried)]);
  const isFrozen = ({ origin }: Value): boolean => origin.kind === "parameter" && frozen(origin.name);
  const parameters = leaves.filter((value) => value.origin.kind === "parameter" && !isFrozen(value));
  const read = new Map(leaves.flatMap((value) => (value.origin.kind === "input" ? [[value.origin.name, value]] : [])));
  /** An input that is no batch: the one that the loss reads, where it does. */
  const own = (name: string, shape: Shape): Value => {
    const value = read.get(name) ?? input(name, shape);
    read.delete(name);
    return value;
  };
  const step = own(STEP_INPUT, []);
  const learningRate = own(LEARNING_RATE_INPUT, []);
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
    const state = optimiser.stateNames.map((slot) => own(`${name}/${slot}`, weight.shape));
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
  for (const [name, next] of Object.entries(carried)) {
    outputs[NEXT + name] = next;
    optimiserState.push({ name, shape: own(name, next.shape).shape });
  }
  return {
    parameters: parameters.map(fedArray),
    optimiserState,
    resident: leaves.filter(isFrozen).map(fedArray),
    inputs: [...read.values(), step, learningRate].map(fedArray),
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
