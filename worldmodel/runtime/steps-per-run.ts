/** How many training steps go into one call of ONNX Runtime. */
import type { TrainingStep } from "../autodiff/training-step.ts";
import { sizeOf } from "../autodiff/value.ts";

/** Larger models spend their time in operators, and compile for seconds in a chain. */
const MOST_PARAMETERS = 2 ** 16;
const CHAINED = 4;

/**
 * Every call hands over each parameter and each array of the optimiser, and waits for the losses: 0.1 to 0.2 ms on two cores of a CPU.
 * V on a state vector of 8 (layers of 128, batch 128; 38,000 parameters) takes 0.58 ms a step four at a time and 0.74 one by one; with
 * layers of 64 and a batch of 64, 0.28 and 0.43. Eight at a time are no faster and compile in 0.15 s instead of 0.06. M of 64 units over
 * 8 steps (27,000) takes 1.2 ms either way; of 128 units over 16 steps, 7 ms either way. On SwiftShader's Vulkan, whose operators take
 * a hundred times as long, nothing differs. No GPU has been measured: the rule is the CPU's there.
 */
export function stepsPerRun({ parameters }: Pick<TrainingStep, "parameters">): number {
  const count = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return count <= MOST_PARAMETERS ? CHAINED : 1;
}
