/** C as data: a linear controller of what it reads of a belief (Ha & Schmidhuber 2018, eq. 1 and appendix A.3). */
import { concat } from "../autodiff/layout.ts";
import type { Value } from "../autodiff/value.ts";
import type { RnnOptions } from "./mdn-rnn.ts";

/** What C reads: z alone, (z, h) as for the paper's CarRacing, or (z, h, c) as for its TakeCover. */
export const CONTROLLER_INPUTS = ["z", "zh", "zhc"] as const;
export type ControllerInputs = (typeof CONTROLLER_INPUTS)[number];

export interface Controller {
  readonly inputs: ControllerInputs;
  /** W [A,F], then b [A]. */
  readonly parameters: Float32Array;
}

/** The parts of a belief that C may read. */
export type BeliefPart = "z" | "h" | "c";

/** F: 288 for the paper's CarRacing (z 32, h 256), 1,088 for its TakeCover (z 64, h and c 512). */
export function featureCount(size: RnnSize, inputs: ControllerInputs): number {
  return beliefParts(inputs).reduce((sum, part) => sum + widthOf(part, size), 0);
}

type RnnSize = Pick<RnnOptions, "latents" | "hidden">;

/** z, then h, then c, as far as C reads them: of an ensemble's memory those of the first member. [F] */
export function controllerFeatures(
  belief: Readonly<Record<BeliefPart, Float32Array>>,
  inputs: ControllerInputs,
  size: RnnSize,
): Float32Array {
  return Float32Array.from(beliefParts(inputs).flatMap((part) => [...belief[part].subarray(0, widthOf(part, size))]));
}

/** The same in a graph. z [B,Z], h and c [B,H] → [B,F] */
export function controllerFeatureValues(belief: Readonly<Record<BeliefPart, Value>>, inputs: ControllerInputs): Value {
  return concat(
    beliefParts(inputs).map((part) => belief[part]),
    1,
  );
}

function widthOf(part: BeliefPart, { latents, hidden }: RnnSize): number {
  return part === "z" ? latents : hidden;
}

/** In the order in which C's weights count them: that of the letters. */
function beliefParts(inputs: ControllerInputs): readonly BeliefPart[] {
  return [...inputs] as BeliefPart[];
}
