/** M dreams along the actions of an episode: open loop, from an observation and an empty memory. */
import { StateError } from "../../sim/core/index.ts";
import type { BeliefPart } from "../models/controller.ts";
import { type OpenedModel, sizeOfInput } from "../runtime/open-model.ts";

/** Before a decision: z [Z], h and c [H]. */
export type DreamedBelief = Readonly<Record<BeliefPart, Float32Array>>;

/** What M says of each of T decisions. */
export interface DreamedStretch {
  /** Before each of them. */
  readonly beliefs: readonly DreamedBelief[];
  /** The mixture's mean. [Z] each. */
  readonly expectedZ: readonly Float32Array[];
  /** [1] each. */
  readonly reward: readonly Float32Array[];
  readonly terminated: readonly Float32Array[];
}

/** Follows the mixture's mean; each member of an ensemble its own, row by row. z [Z], actions [A] each. */
export async function dreamAlong(
  dynamics: OpenedModel,
  z: Float32Array,
  actions: readonly Float32Array[],
): Promise<DreamedStretch> {
  const beliefs: DreamedBelief[] = [];
  const said: Readonly<Record<string, Float32Array>>[] = [];
  const rows = emptyInput(dynamics, "z").map((_, at) => z[at % z.length]!);
  let belief: DreamedBelief = { z: rows, h: emptyInput(dynamics, "h"), c: emptyInput(dynamics, "c") };
  for (const action of actions) {
    const outputs = await dynamics.run({ ...belief, action });
    beliefs.push(belief);
    said.push(outputs);
    belief = { z: output(outputs, "expectedZ"), h: output(outputs, "nextH"), c: output(outputs, "nextC") };
  }
  const each = (name: string): readonly Float32Array[] => said.map((outputs) => output(outputs, name));
  return { beliefs, expectedZ: each("expectedZ"), reward: each("reward"), terminated: each("terminated") };
}

function emptyInput({ inputs }: OpenedModel, name: string): Float32Array {
  const input = inputs.find((candidate) => candidate.name === name);
  if (input === undefined)
    throw new StateError(`dynamics: an input ${name} required, got ${inputs.map((x) => x.name).join(", ")}`);
  return new Float32Array(sizeOfInput(input));
}

export function output(outputs: Readonly<Record<string, Float32Array>>, name: string): Float32Array {
  const array = outputs[name];
  if (array === undefined)
    throw new StateError(`ONNX model: an output ${name} required, got ${Object.keys(outputs).join(", ")}`);
  return array;
}
